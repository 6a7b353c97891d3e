-- needs: place
-- ARGV: run, g
--
-- RULE (place lease): a place that is given up has expired, for ever: it is not renewed, and none
-- that was to be made before it comes after it.
if cold or g ~= ARGV[2] then return { 0 } end
though_memory_is_full()
redis.call('HSET', P, 'u', 0)
return { 1 }
