-- needs: evict view
-- ARGV: run, actor, then the field of each target
--
-- Answers with nothing when there is no view.
local view = view_of(ARGV[2])
local head = redis.call('HMGET', view, 'r', 'g', 'c')
if head[1] ~= RUN then return {} end
local answer = { head[2], head[3] }
for i = 3, #ARGV do answer[i] = redis.call('HGET', view, ARGV[i]) end
return answer
