-- needs: place
-- ARGV: run, how many keys at most
--
-- Takes away what earlier places of this partition left behind. Nobody reads it any more, see
-- lib-place. Says whether there is more.
local limit = tonumber(ARGV[2])
local old = redis.call('SRANDMEMBER', P .. ':old')
if not old then return { 0 } end
if not cold and old == g then
  redis.call('SREM', P .. ':old', old)
  return { redis.call('EXISTS', P .. ':old') }
end
g = old
local taken = 0
for _, kind in ipairs({ 'b', 'e' }) do
  for _, target in ipairs(redis.call('SPOP', key(kind .. 's'), limit - taken)) do
    redis.call('UNLINK', key('t', target))
    taken = taken + 1
  end
end
if taken < limit then
  redis.call('UNLINK', key('l'), key('q'))
  redis.call('SREM', P .. ':old', old)
end
return { redis.call('EXISTS', P .. ':old') }
