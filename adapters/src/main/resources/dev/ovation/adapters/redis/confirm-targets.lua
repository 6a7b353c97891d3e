-- needs: place entries bases evict targets trim
-- ARGV: run, g, from, n, h, then for each target
--       target, 1 if counts are told or 0 if the base must go, number of counts, rows and parked,
--       value and number of each count, entry key and row of each row,
--       entry key, pending and row of each parked event
--
-- RULE (confirm 0): of this place only; place.n < from -> wait; n <= place.n -> done.
-- RULE (confirm 1): started = n. Set base if loaded and older. For each touched actor: row = newer,
-- and whatever it says what is as of this commit takes the place of what was known before (decision
-- 032); a newer parked event becomes the pend, flagged parked; drop pend with offset <= H unless parked.
if cold or g ~= ARGV[2] then return { 'COLD' } end
local from, to_n, to_h = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if to_n <= n then return { 'OLD' } end
if from > n then return { 'GAP' } end

local FIRST, HEAD = 6, 5

-- Where the next target begins.
local function after(at)
  return at + HEAD + 2 * tonumber(ARGV[at + 2]) + 2 * tonumber(ARGV[at + 3]) + 3 * tonumber(ARGV[at + 4])
end

local targets, at = {}, FIRST
while at <= #ARGV do
  targets[#targets + 1] = ARGV[at]
  at = after(at)
end
all_here(targets)

though_memory_is_full()
redis.call('HSET', P, 'sn', text(math.max(started_n, to_n)), 'sh', text(math.max(started_h, to_h)))

-- Changes one entry. A base that stays is kept up to date; one that is set anew adds up all.
local function change(t, entry_key, row, make, base_stays)
  local old = t.entries[entry_key]
  local row_before, pending_before = row, ''
  if old then row_before, pending_before = split(old) end
  local row_after, pending_after = make(row_before, pending_before)
  put(t, entry_key, row_after, pending_after)
  if base_stays then
    weigh(t, row_before, pending_before, -1)
    weigh(t, row_after, pending_after, 1)
  end
end

local function unless_projected(pending)
  return is_projected(pending, to_h) and '' or pending
end

local function confirm(first)
  local target, counts_told = ARGV[first], ARGV[first + 1] == '1'
  local counts_at = first + HEAD
  local rows_at = counts_at + 2 * tonumber(ARGV[first + 2])
  local parked_at = rows_at + 2 * tonumber(ARGV[first + 3])
  local end_at = after(first)
  local entry_keys = {}
  for i = rows_at, parked_at - 1, 2 do entry_keys[#entry_keys + 1] = ARGV[i] end
  for i = parked_at, end_at - 1, 3 do entry_keys[#entry_keys + 1] = ARGV[i] end

  local t = load_target(target, entry_keys)
  if not counts_told then drop_base(t) end
  local sets_base = t.base and t.base.n < to_n
  local base_stays = t.base and not sets_base
  for i = rows_at, parked_at - 1, 2 do
    local entry_key, confirmed = ARGV[i], ARGV[i + 1]
    change(t, entry_key, confirmed, function(row, pending)
      -- What was known as of this commit or an earlier one may have been read from a row that is
      -- mended by now.
      local is_told = row == '' or row_n(row) <= to_n
        or newer(row_version(confirmed), row_version(row))
      return is_told and confirmed or row, unless_projected(pending)
    end, base_stays)
    may_be_trimmed(to_n, target, entry_key)
  end
  for i = parked_at, end_at - 1, 3 do
    local entry_key, parked, parked_row = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    change(t, entry_key, parked_row, function(row, pending)
      local left = unless_projected(pending)
      if left == '' or newer(version_of(parked), version_of(left)) then left = parked end
      return row == '' and parked_row or row, left
    end, base_stays)
    settle_later(target, entry_key, offset_of(parked))
  end
  if sets_base then
    local told = {}
    for i = counts_at, rows_at - 1 do told[#told + 1] = ARGV[i] end
    set_base(t, told, to_n, to_h, load_all(target).entries)
  end
  store(t)
end

at = FIRST
while at <= #ARGV do
  confirm(at)
  at = after(at)
end
queue_all()
return { 'DONE', sizes() }
