-- needs: evict view
-- ARGV: run, actor
--
-- All that a view holds: its generation, whether it is complete, and each row after its field.
-- Answers with nothing when there is no view.
local fields = redis.call('HGETALL', view_of(ARGV[2]))
local head, rows = {}, {}
for i = 1, #fields, 2 do
  if string.byte(fields[i]) == 64 then
    rows[#rows + 1] = fields[i]
    rows[#rows + 1] = fields[i + 1]
  else
    head[fields[i]] = fields[i + 1]
  end
end
if head['r'] ~= RUN then return {} end
return { head['g'], head['c'], rows }
