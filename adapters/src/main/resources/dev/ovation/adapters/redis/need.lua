-- needs: place
-- ARGV: run, n
--
-- RULE (apply, COLD): one script: place still missing -> need = max(need, n seen). It goes when the
-- place is made, and is missing on another run of the server.
local seen = tonumber(ARGV[2])
if not cold then
  return { seen <= n and 'CONFIRMED' or 'BEHIND' }
end
local noted = redis.call('HMGET', P .. ':need', 'r', 'n')
if noted[1] == RUN then seen = math.max(seen, tonumber(noted[2])) end
redis.call('HSET', P .. ':need', 'r', RUN, 'n', text(seen))
return { 'COLD' }
