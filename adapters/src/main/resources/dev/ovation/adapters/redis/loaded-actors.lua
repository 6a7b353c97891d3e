-- needs: evict view
-- ARGV: run, where to go on, how many are wanted
--
-- Whose views there are in this bucket, those included that were written on another run. Answers
-- with where the set goes on (0 at its end) and with the actors.
local page = redis.call('SSCAN', B .. ':vs', ARGV[2], 'COUNT', ARGV[3])
return { page[1], page[2] }
