-- What every script of a partition's slot begins with: the place, and how keys are named.
--
-- KEYS[1] is the place: a hash of
--   r run id of the server it was written on    g generation (decimal text, it names keys)
--   n, h how far it is confirmed                v highest version met, 8 bytes
--   f floor                                     sn, sh the newest confirm that has begun
--   ec, eb entries and their bytes              bc, bb bases and their bytes
--   u when it ceases to count, milliseconds by this server's clock
--   e the highest epoch of an owner that has claimed the partition; it is there without a place, too
-- ARGV[1] is the run id of the server that this connection reaches.
--
-- All other keys are named after the place's generation, so what an earlier place left is not met:
--   <place>:t:<g>:<target>  a target: its entries by entry key, and its base
--   <place>:bs:<g> and <place>:es:<g>  which targets have a base, which have entries only
--   <place>:l:<g>  events that the place settles     <place>:q:<g>  entries that may be trimmed
local P, RUN = KEYS[1], ARGV[1]
local place = redis.call('HMGET', P, 'r', 'g', 'n', 'h', 'v', 'f', 'sn', 'sh', 'u',
  'ec', 'eb', 'bc', 'bb')
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- RULE: a place written on another server run is missing, one that has expired is, too, for ever,
-- and a missing place is COLD.
local until_millis = tonumber(place[9] or 0)
local cold = place[1] ~= RUN or until_millis <= now
local g = place[2]
local n, h = tonumber(place[3] or 0), tonumber(place[4] or 0)
local floor = tonumber(place[6] or 0)
local started_n, started_h = tonumber(place[7] or 0), tonumber(place[8] or 0)

local function key(kind, target)
  return P .. ':' .. kind .. ':' .. g .. (target and (':' .. target) or '')
end

-- While a slot moves from one server to another each key is in one of two places, and a script
-- that meets a missing key of it fails. Asking for every key it will need before it writes makes a
-- writing script fail as a whole or not at all.
local function all_here(targets)
  local keys = { key('bs'), key('es'), key('l'), key('q') }
  for _, target in ipairs(targets) do
    keys[#keys + 1] = key('t', target)
  end
  redis.call('EXISTS', unpack(keys))
end

-- A server that is out of memory refuses a script at its first write, unless that one only frees
-- memory. Confirms free memory, so they begin with this.
local function though_memory_is_full()
  redis.call('DEL', P .. ':none')
end

-- Numbers are texts in keys; tostring would round those above 10^14.
local function text(number)
  return string.format('%.0f', number)
end

-- Entries and bases and their bytes. A script changes them here as often as it likes, and whoever
-- does ends with sizes(), which writes them down once: each call of a command costs more than what
-- the command does.
local size = {
  ec = tonumber(place[10] or 0), eb = tonumber(place[11] or 0),
  bc = tonumber(place[12] or 0), bb = tonumber(place[13] or 0),
}
local sizes_changed = false

local function grow(which, by)
  size[which] = size[which] + by
  sizes_changed = true
end

-- A new place has nothing yet.
local function no_sizes()
  size = { ec = 0, eb = 0, bc = 0, bb = 0 }
end

local function sizes()
  local told = { text(size.ec), text(size.eb), text(size.bc), text(size.bb) }
  if sizes_changed then
    redis.call('HSET', P, 'ec', told[1], 'eb', told[2], 'bc', told[3], 'bb', told[4])
    sizes_changed = false
  end
  return told
end
