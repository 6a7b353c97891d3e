-- needs: evict view
-- ARGV: run, actor, token, g, complete (1 or 0), how many bytes views may have in this bucket,
--       then field and row of each row
--
-- RULE (fill, actor view): install only if the lease is whole; it is good for one fill.
local actor = ARGV[2]
local view = view_of(actor)
if redis.call('GET', lease_of(actor)) ~= RUN .. ' ' .. ARGV[3] then return { 0 } end

-- The first write is one that a server out of memory refuses.
redis.call('SADD', B .. ':vs', actor)
drop_view(actor)
redis.call('DEL', lease_of(actor))
local bytes = VIEW_OVERHEAD + 2 * #actor
for i = 7, #ARGV, 2 do
  redis.call('HSET', view, ARGV[i], ARGV[i + 1])
  bytes = bytes + ROW_OVERHEAD + #ARGV[i] + #ARGV[i + 1]
end
redis.call('HSET', view, 'r', RUN, 'g', ARGV[4], 'c', ARGV[5], 'z', bytes)
redis.call('SADD', B .. ':vs', actor)
redis.call('HINCRBY', B, 'vc', 1)
redis.call('HINCRBY', B, 'vb', bytes)
local evicted = evict_views(actor, tonumber(ARGV[6]))
return { 1, evicted, view_sizes() }
