-- needs: place entries bases evict targets
-- ARGV: run, g, from, n, h, then for each letter
--       target, entry key, pending as it was shown, pending to show in its place or nothing
--
-- RULE (park): what was parked and is settled is shown no more; an older event of the same key that
-- is still parked is. Step 1 of the same commit has told the row before.
if cold or g ~= ARGV[2] then return { 'COLD' } end
local from, to_n = tonumber(ARGV[3]), tonumber(ARGV[4])
if to_n <= n then return { 'OLD' } end
if from > n then return { 'GAP' } end

local targets = {}
for i = 6, #ARGV, 4 do targets[#targets + 1] = ARGV[i] end
all_here(targets)
though_memory_is_full()
for i = 6, #ARGV, 4 do
  local entry_key, parked, next_parked = ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local t = load_target(ARGV[i], { entry_key })
  local old = t.entries[entry_key]
  if old then
    local row, pending = split(old)
    if pending == parked then
      put(t, entry_key, row, next_parked)
      if t.base then
        weigh(t, row, pending, -1)
        weigh(t, row, next_parked, 1)
      end
      store(t)
    end
  end
end
return { 'DONE', sizes() }
