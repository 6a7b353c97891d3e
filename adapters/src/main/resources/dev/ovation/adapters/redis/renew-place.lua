-- needs: place claim
-- ARGV: run, epoch, g, run and end of the tenure
--
-- RULE (place lease): a place that has expired is not renewed, nor is one of another generation.
if not claim() then return { 'FENCED' } end
local deadline = tonumber(ARGV[5])
if cold or g ~= ARGV[3] or not is_current(ARGV[4], ARGV[5]) or deadline <= until_millis then
  return claimed_answer(until_millis)
end
though_memory_is_full()
redis.call('HSET', P, 'u', ARGV[5])
return claimed_answer(deadline)
