-- needs: place entries bases evict targets
-- ARGV: run, target
--
-- All that the slot holds of a target, at one instant: the place, the base as it is packed, and
-- each entry after its key. Answers with nothing when the partition is cold.
if cold then return {} end
local fields = redis.call('HGETALL', key('t', ARGV[2]))
local base, entries = false, {}
for i = 1, #fields, 2 do
  if fields[i] == BASE then
    base = fields[i + 1]
  else
    entries[#entries + 1] = fields[i]
    entries[#entries + 1] = fields[i + 1]
  end
end
return { g, place[3], place[4], place[5], base, entries }
