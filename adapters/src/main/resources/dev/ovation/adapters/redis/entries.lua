-- needs: place
-- ARGV: run, target
--
-- RULE (lists): of a target: ledger + the slot's entries. Nothing when the partition is cold.
if cold then return {} end
return { redis.call('HGETALL', key('e', ARGV[2])) }
