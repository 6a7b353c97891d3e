-- needs: place entries bases evict targets
-- ARGV: run, target
--
-- RULE (lists): of a target: ledger + the slot's entries. Nothing when the partition is cold.
if cold then return {} end
local answer = {}
for entry_key, entry in pairs(load_all(ARGV[2]).entries) do
  answer[#answer + 1] = entry_key
  answer[#answer + 1] = entry
end
return { answer }
