-- needs: place entries bases evict targets trim
-- ARGV: run, g, how many entries may be trimmed at once
--
-- Goes on with what confirm-place has begun, in pieces, so that no script takes long.
if cold or g ~= ARGV[2] then return { 0 } end
though_memory_is_full()
local more = trim(n, tonumber(ARGV[3]))
return { more and 1 or 0, sizes() }
