-- needs: place entries bases evict
-- ARGV: run, target, n and touchedN of the snapshot, how many bytes bases may have here,
--       then value, number of each count
--
-- RULE (fill, base): only if none is loaded, the snapshot holds all that the place has seen and all
-- that a confirm has begun, the place has seen all that touched this target, and no entry's row has
-- a higher n; else try again later. No fill without a place.
if cold then return { 0 } end
local target = ARGV[2]
all_here(target)
local read_n, touched_n, bytes_max = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if base_of(target) or read_n < n or read_n < started_n or touched_n > n then return { 0 } end
for _, entry in ipairs(redis.call('HVALS', key('e', target))) do
  local row = split(entry)
  if row_n(row) > n then return { 0 } end
end

-- The first write is one that a server out of memory refuses.
redis.call('SADD', key('bs'), target)
local counts_list = {}
for i = 6, #ARGV do counts_list[i - 5] = ARGV[i] end
set_base(target, counts_list, n, h)
local evicted = evict(key('bs'), function(member) return key('b', member) end, target,
  function() return size.bb > bytes_max end, drop_base)
return { 1, evicted, sizes() }
