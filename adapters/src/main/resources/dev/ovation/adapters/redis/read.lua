-- needs: place entries bases evict targets
-- ARGV: run, then for each question: target, entry key (empty for counts only)
--
-- RULE (stance, count): the target's slot first. Answers with the place and, for each question, the
-- entry and what the base shows; with nothing when the partition is cold.
if cold then return {} end
local answer = { g, place[3], place[5], sizes() }
for i = 2, #ARGV, 2 do
  -- No entry has an empty key.
  local found = redis.call('HMGET', key('t', ARGV[i]), BASE, ARGV[i + 1])
  answer[#answer + 1] = found[2]
  answer[#answer + 1] = found[1] and shown(found[1])
end
return answer
