-- needs: place entries bases
-- ARGV: run, target, entry key, pending, hint (a row), n0, force (1 or 0)
--
-- RULE (apply):
--   offset <= place.H -> already confirmed: ignore
--   entry exists      -> keep the newer as pend
--   else if n0 < F    -> the hint may be too old: look again, or by force row = unknown, drop base
--   else              -> row = hint; if hint.n > base.n drop base; pend = event
-- Recorded whether or not a base is loaded.
if cold then return { 'COLD' } end
local target, entry_key, event, hint = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local n0, force = tonumber(ARGV[6]), ARGV[7] == '1'
local offset = offset_of(event)
if offset <= h then return { 'OVERTAKEN', shown(target), sizes() } end

all_here(target)
local old = redis.call('HGET', key('e', target), entry_key)
local base = load_base(target)
local row, before, drops = hint, '', false
if old then
  row, before = split(old)
else
  local too_old = n0 < floor and not is_version_key(entry_key)
  if too_old and not force then return { 'TOO_OLD' } end
  drops = base and (too_old or row_n(hint) > base.n)
  if too_old then row = '' end
end

local version = version_of(event)
local confirmed = (row ~= '' and row_version(row) == version)
  or (before ~= '' and is_parked(before) and version_of(before) == version)

-- RULE: of a register's events the newer; of the copies of a counter's the one that the ledger
-- meets first.
local kind = type_of(event)
local better = not confirmed and (before == ''
  or (kind == 'r' and newer(version, version_of(before)))
  or (kind == 'c' and offset < offset_of(before) and not is_parked(before)))

local function changes()
  if kind == 'c' then
    return (row == '' or counts(row, event)) and (before == '' or version_of(before) == version)
  end
  if kind ~= 'r' then return false end
  local known, value = row ~= '', row ~= '' and row_value(row) or nil
  local newest = known and row_version(row)
  if before ~= '' and (not known or newer(version_of(before), newest)) then
    known, value, newest = true, value_of(before), version_of(before)
  end
  return not known or (newer(version, newest) and value_of(event) ~= value)
end
local changed = changes()

-- The first write is one that a server out of memory refuses, so that nothing is half done.
if better or not old then
  put(target, entry_key, old, row, better and event or before)
  if drops then
    drop_base(target)
    base = nil
  elseif base and better then
    weigh(target, base.h, row, before, -1, base.add)
    weigh(target, base.h, row, event, 1, base.add)
  end
end
if offset <= started_h then settle_later(target, entry_key, offset) end
local shows = base and base.shown() or false
if confirmed then return { 'OVERTAKEN', shows, sizes() } end
return { changed and 'CHANGED' or 'UNCHANGED', shows, sizes() }
