-- RULE: trim row-only entries with row.n <= place.n, and F = max(F, row.n).
--
-- A confirmed entry stays for two commits, so that few writes have to look again. At most `limit`
-- of the queue are looked at, so that no script takes long; true when there may be more.
local COMMITS_KEPT = 2

local to_queue = {}

local function queue_all()
  if #to_queue > 0 then redis.call('RPUSH', key('q'), unpack(to_queue)) end
  to_queue = {}
end

-- Told at the end by queue_all(); as many as Lua hands over at once.
local function may_be_trimmed(commit_n, target, entry_key)
  to_queue[#to_queue + 1] =
    struct.pack('>I8I2c0I2c0', commit_n, #target, target, #entry_key, entry_key)
  if #to_queue == 1000 then queue_all() end
end

-- Returns the highest n of a row that went.
local function trim_target(t, entry_keys, place_n)
  local gone, highest_n = {}, 0
  for _, entry_key in ipairs(entry_keys) do
    local entry = t.entries[entry_key]
    if entry then
      local row, pending = split(entry)
      if pending == '' and row_n(row) <= place_n - COMMITS_KEPT then
        if not is_version_key(entry_key) then highest_n = math.max(highest_n, row_n(row)) end
        remove_from(t, entry_key)
        gone[#gone + 1] = entry_key
      end
    end
  end
  if #gone > 0 then store_removed(t, gone) end
  return highest_n
end

local function trim(place_n, limit)
  local queue = redis.call('LRANGE', key('q'), 0, limit - 1)
  local at, new_floor = 1, floor
  local function queued()
    if not queue[at] then return nil end
    local commit_n, target, entry_key = struct.unpack('>I8I2c0I2c0', queue[at])
    if commit_n <= place_n - COMMITS_KEPT then return target, entry_key end
  end
  local target, entry_key = queued()
  while target do
    -- The entries of one target follow each other.
    local first, entry_keys = target, {}
    while target == first do
      entry_keys[#entry_keys + 1] = entry_key
      at = at + 1
      target, entry_key = queued()
    end
    new_floor = math.max(new_floor, trim_target(load_target(first, entry_keys), entry_keys, place_n))
  end
  local done = at - 1
  if done > 0 then
    redis.call('LTRIM', key('q'), done, -1)
    if new_floor > floor then redis.call('HSET', P, 'f', text(new_floor)) end
  end
  return done == limit
end
