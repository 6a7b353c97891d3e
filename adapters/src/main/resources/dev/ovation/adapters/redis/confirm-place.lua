-- needs: place entries bases evict targets trim
-- ARGV: run, g, from, n, h, v, how many entries may be trimmed at once
--
-- RULE (confirm 3): place = {n, H} only if it is the same place and n > place.n. Then drop pends with
-- offset <= H: step 1 has told their row, or shown them as parked, or they were dropped. Trim row-only
-- entries; F = max(F, row.n).
if cold or g ~= ARGV[2] then return { 0 } end
local from, to_n, to_h, limit = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[7])
if to_n <= n or from > n then return { 0 } end

though_memory_is_full()
local version = newer(ARGV[6], place[5]) and ARGV[6] or place[5]
redis.call('HSET', P, 'n', text(to_n), 'h', text(to_h), 'v', version)

local function settle(target, entry_key)
  local t = load_target(target, { entry_key })
  local old = t.entries[entry_key]
  if not old then return end
  local row, pending = split(old)
  if not is_projected(pending, to_h) then return end
  put(t, entry_key, row, '')
  if t.base then weigh(t, row, pending, -1) end
  store(t)
  may_be_trimmed(to_n, target, entry_key)
end

local late = redis.call('LRANGE', key('l'), 0, -1)
if #late > 0 then redis.call('DEL', key('l')) end
for _, event in ipairs(late) do
  local offset, target, entry_key = struct.unpack('>I8I2c0I2c0', event)
  if offset > to_h then
    -- A later confirm has begun already, and this is for it to settle.
    redis.call('RPUSH', key('l'), event)
  else
    settle(target, entry_key)
  end
end
queue_all()
local more = trim(to_n, limit)
return { more and 1 or 0, sizes(), redis.call('EXISTS', P .. ':old') }
