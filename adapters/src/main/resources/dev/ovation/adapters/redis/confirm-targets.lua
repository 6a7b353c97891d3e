-- needs: place entries bases trim
-- ARGV: run, g, from, n, h, then for each target
--       target, 1 if counts are told or 0 if the base must go, number of counts, rows and parked,
--       value and number of each count, entry key and row of each row,
--       entry key, pending and row of each parked event
--
-- RULE (confirm 0): of this place only; place.n < from -> wait; n <= place.n -> done.
-- RULE (confirm 1): started = n. Set base if loaded and older. For each touched actor: row = newer;
-- a newer parked event becomes the pend, flagged parked; drop pend with offset <= H unless parked.
if cold or g ~= ARGV[2] then return { 'COLD' } end
local from, to_n, to_h = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if to_n <= n then return { 'OLD' } end
if from > n then return { 'GAP' } end

local at = 6
local function next_argument()
  at = at + 1
  return ARGV[at - 1]
end

though_memory_is_full()
redis.call('HSET', P, 'sn', text(math.max(started_n, to_n)), 'sh', text(math.max(started_h, to_h)))

-- Changes one entry. A base that stays is kept up to date; one that is set anew adds up all.
local function change(target, entry_key, row, make, base_stays, base_h)
  local old = redis.call('HGET', key('e', target), entry_key)
  local row_before, pending_before = row, ''
  if old then row_before, pending_before = split(old) end
  local row_after, pending_after = make(row_before, pending_before)
  put(target, entry_key, old, row_after, pending_after)
  if base_stays then
    weigh(target, base_h, row_before, pending_before, -1, adder(target))
    weigh(target, base_h, row_after, pending_after, 1, adder(target))
  end
end

local function unless_projected(pending)
  return is_projected(pending, to_h) and '' or pending
end

while at <= #ARGV do
  local target, counts_told = next_argument(), next_argument() == '1'
  local counts_size = tonumber(next_argument())
  local rows_size, parked_size = tonumber(next_argument()), tonumber(next_argument())
  all_here(target)
  local base_n, base_h = base_of(target)
  if base_n and not counts_told then
    drop_base(target)
    base_n = nil
  end
  local sets_base = base_n and base_n < to_n
  local base_stays = base_n and not sets_base
  local counts_list = {}
  for i = 1, 2 * counts_size do counts_list[i] = next_argument() end
  for _ = 1, rows_size do
    local entry_key, confirmed = next_argument(), next_argument()
    change(target, entry_key, confirmed, function(row, pending)
      local is_newer = row == '' or newer(row_version(confirmed), row_version(row))
      return is_newer and confirmed or row, unless_projected(pending)
    end, base_stays, base_h)
    may_be_trimmed(to_n, target, entry_key)
  end
  for _ = 1, parked_size do
    local entry_key, parked, parked_row = next_argument(), next_argument(), next_argument()
    change(target, entry_key, parked_row, function(row, pending)
      local left = unless_projected(pending)
      if left == '' or newer(version_of(parked), version_of(left)) then left = parked end
      return row == '' and parked_row or row, left
    end, base_stays, base_h)
    settle_later(target, entry_key, offset_of(parked))
  end
  if sets_base then set_base(target, counts_list, to_n, to_h) end
end
queue_all()
return { 'DONE', sizes() }
