-- needs: place entries bases evict targets
-- ARGV: run, then for each event: target, entry key, pending, hint (a row), n0, force (1 or 0)
--
-- RULE (apply):
--   offset <= place.H -> already confirmed: ignore
--   entry exists      -> keep the newer as pend
--   else if n0 < F    -> the hint may be too old: look again, or by force row = unknown, drop base
--   else              -> row = hint; if hint.n > base.n drop base; pend = event
-- Recorded whether or not a base is loaded.
--
-- Answers with the sizes and, for each event, what became of it and what the base shows then; with
-- nothing when the partition is cold.
if cold then return {} end

local function apply(target, entry_key, event, hint, n0, force)
  local t = load_target(target, { entry_key })
  local offset = offset_of(event)
  if offset <= h then return 'OVERTAKEN', t.was and shown(t.was) end

  local old = t.entries[entry_key]
  local row, before, drops = hint, '', false
  if old then
    row, before = split(old)
  else
    local too_old = n0 < floor and not is_version_key(entry_key)
    if too_old and not force then return 'TOO_OLD', false end
    drops = t.base and (too_old or row_n(hint) > t.base.n)
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

  local function told(changed)
    return changed and 'CHANGED' or 'UNCHANGED'
  end

  local function effect()
    if kind == 'c' then
      if before ~= '' and version_of(before) ~= version then return 'UNCHANGED' end
      return row == '' and 'UNKNOWN' or told(counts(row, event))
    end
    if kind ~= 'r' then return 'UNCHANGED' end
    local known, value = row ~= '', row ~= '' and row_value(row) or nil
    local newest = known and row_version(row)
    if before ~= '' and (not known or newer(version_of(before), newest)) then
      known, value, newest = true, value_of(before), version_of(before)
    end
    return known and told(newer(version, newest) and value_of(event) ~= value) or 'UNKNOWN'
  end
  local what = effect()

  if better or not old then
    put(t, entry_key, row, better and event or before)
    if drops then
      drop_base(t)
    elseif t.base and better then
      weigh(t, row, before, -1)
      weigh(t, row, event, 1)
    end
  end
  local shows = store(t)
  if offset <= started_h then settle_later(target, entry_key, offset) end
  if confirmed then return 'OVERTAKEN', shows end
  return what, shows
end

-- The first write is one that a server out of memory refuses, so that nothing is half done.
local targets = {}
for i = 2, #ARGV, 6 do targets[#targets + 1] = ARGV[i] end
all_here(targets)
local answer = { false }
for i = 2, #ARGV, 6 do
  answer[#answer + 1], answer[#answer + 2] = apply(
    ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[i + 4]), ARGV[i + 5] == '1')
end
answer[1] = sizes()
return answer
