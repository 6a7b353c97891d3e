-- needs: place entries bases evict targets
-- ARGV: run, target
--
-- RULE (lists): of a target: ledger + the slot's entries. Nothing when the partition is cold.
if cold then return {} end
return { in_pairs(load_all(ARGV[2]).entries) }
