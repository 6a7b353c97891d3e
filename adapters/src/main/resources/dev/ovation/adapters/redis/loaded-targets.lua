-- needs: place
-- ARGV: run, which of the two sets (b or e), where to go on in it, how many are wanted
--
-- Which targets have a base (b), or at least entries (e). Answers with where the set goes on (0 at
-- its end) and with the targets; with nothing when the partition is cold.
if cold then return {} end
local page = redis.call('SSCAN', key(ARGV[2] .. 's'), ARGV[3], 'COUNT', ARGV[4])
return { page[1], page[2] }
