-- needs: place entries bases evict targets
-- ARGV: run, target
--
-- All that the slot holds of a target, at one instant: the place, the base as it is packed, and
-- each entry after its key. Answers with nothing when the partition is cold.
if cold then return {} end
local t = load_all(ARGV[2])
return { g, place[3], place[4], place[5], t.was, in_pairs(t.entries) }
