-- needs: evict view
-- ARGV: run, actor, token, how many milliseconds the lease lasts
--
-- RULE (fill, actor view): lease; read; install only if the lease is whole; any confirm voids it.
-- The token is chosen by the caller, and by nobody else ever: a counter kept here would begin again
-- when the server forgets.
redis.call('SET', lease_of(ARGV[2]), RUN .. ' ' .. ARGV[3], 'PX', ARGV[4])
return { 1 }
