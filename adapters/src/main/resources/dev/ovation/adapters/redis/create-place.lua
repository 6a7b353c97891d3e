-- needs: place claim entries bases evict targets
-- ARGV: run, epoch, run that the vacancy was met on, generation of the last place then, run and end
--       of the tenure, g, n, h, v, then for each parked event target, entry key, pending, row
--
-- RULE (place): written only if still missing and never there since it was met so, same run id as
-- before the ledger was read, by the owner that has claimed it last, before its deadline, and n >= need. Its floor is its own n. It
-- loads parked events as parked pends.
if not cold or ARGV[3] ~= RUN or ARGV[4] ~= (g or '0') then return { 'LOST' } end
if claimed > tonumber(EPOCH) or not is_current(ARGV[5], ARGV[6]) then return { 'LOST' } end
local made_n = tonumber(ARGV[8])
local noted = redis.call('HMGET', P .. ':need', 'r', 'n')
if noted[1] == RUN and made_n < tonumber(noted[2]) then return { 'TOO_OLD' } end

-- A place is small, and what an earlier one left can only be swept once there is a new one.
though_memory_is_full()
if g then redis.call('SADD', P .. ':old', g) end
redis.call('DEL', P, P .. ':need')
g = ARGV[7]
redis.call('HSET', P, 'r', RUN, 'g', g, 'n', ARGV[8], 'h', ARGV[9], 'v', ARGV[10],
  'f', ARGV[8], 'sn', ARGV[8], 'sh', ARGV[9], 'ec', 0, 'eb', 0, 'bc', 0, 'bb', 0,
  'u', ARGV[6], 'e', EPOCH)
no_sizes()
for i = 11, #ARGV, 4 do
  local target, entry_key, pending, row = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local t = load_target(target, { entry_key })
  local before = t.entries[entry_key] and pending_of(t.entries[entry_key]) or ''
  if before == '' or newer(version_of(pending), version_of(before)) then
    put(t, entry_key, row, pending)
    store(t)
  end
end
return { 'DONE', sizes(), redis.call('EXISTS', P .. ':old') }
