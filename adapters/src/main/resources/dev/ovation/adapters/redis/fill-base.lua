-- needs: place entries bases evict targets
-- ARGV: run, target, n and touchedN of the snapshot, how many bytes bases may have here,
--       then value, number of each count
--
-- RULE (fill, base): only if none is loaded, the snapshot holds all that the place has seen and all
-- that a confirm has begun, the place has seen all that touched this target, and no entry's row has
-- a higher n; else try again later. No fill without a place.
if cold then return { 0 } end
local target = ARGV[2]
all_here({ target })
local read_n, touched_n, bytes_max = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local t = load_all(target)
if t.base or read_n < n or read_n < started_n or touched_n > n then return { 0 } end
for _, entry in pairs(t.entries) do
  local row = split(entry)
  if row_n(row) > n then return { 0 } end
end

local told = {}
for i = 6, #ARGV do told[i - 5] = ARGV[i] end
set_base(t, told, n, h, t.entries)
store(t)
local evicted = evict_bases(target, bytes_max)
return { 1, evicted, sizes() }
