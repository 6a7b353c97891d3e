-- needs: place entries bases
-- ARGV: run, g, from, n, h, then for each letter
--       target, entry key, pending as it was shown, pending to show in its place or nothing
--
-- RULE (park): what was parked and is settled is shown no more; an older event of the same key that
-- is still parked is. Step 1 of the same commit has told the row before.
if cold or g ~= ARGV[2] then return { 'COLD' } end
local from, to_n = tonumber(ARGV[3]), tonumber(ARGV[4])
if to_n <= n then return { 'OLD' } end
if from > n then return { 'GAP' } end

for i = 6, #ARGV, 4 do all_here(ARGV[i]) end
though_memory_is_full()
for i = 6, #ARGV, 4 do
  local target, entry_key, parked, next_parked = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local old = redis.call('HGET', key('e', target), entry_key)
  if old then
    local row, pending = split(old)
    if pending == parked then
      local base_n, base_h = base_of(target)
      put(target, entry_key, old, row, next_parked)
      if base_n then
        weigh(target, base_h, row, pending, -1, adder(target))
        weigh(target, base_h, row, next_parked, 1, adder(target))
      end
    end
  end
end
return { 'DONE', sizes() }
