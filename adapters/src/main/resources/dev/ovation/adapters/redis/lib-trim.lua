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

local function trim(place_n, limit)
  local queue = redis.call('LRANGE', key('q'), 0, limit - 1)
  local done, new_floor = 0, floor
  for _, queued in ipairs(queue) do
    local commit_n, target, entry_key = struct.unpack('>I8I2c0I2c0', queued)
    if commit_n > place_n - COMMITS_KEPT then break end
    done = done + 1
    local old = redis.call('HGET', key('e', target), entry_key)
    if old then
      local row, pending = split(old)
      if pending == '' and row_n(row) <= place_n - COMMITS_KEPT then
        if row ~= '' and not is_version_key(entry_key) then
          new_floor = math.max(new_floor, row_n(row))
        end
        remove(target, entry_key, old)
      end
    end
  end
  if done > 0 then
    redis.call('LTRIM', key('q'), done, -1)
    if new_floor > floor then redis.call('HSET', P, 'f', text(new_floor)) end
  end
  return done == limit
end
