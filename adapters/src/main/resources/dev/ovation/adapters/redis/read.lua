-- needs: place entries bases
-- ARGV: run, then for each question: target, entry key (empty for counts only)
--
-- RULE (stance, count): the target's slot first. Answers with the place and, for each question, the
-- entry and what the base shows; with nothing when the partition is cold.
if cold then return {} end
local answer = { g, place[3], place[5], sizes() }
for i = 2, #ARGV, 2 do
  local target, entry_key = ARGV[i], ARGV[i + 1]
  answer[#answer + 1] = entry_key ~= '' and redis.call('HGET', key('e', target), entry_key)
  answer[#answer + 1] = shown(target)
end
return answer
