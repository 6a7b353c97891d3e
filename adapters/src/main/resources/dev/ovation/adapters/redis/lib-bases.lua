-- Bases: counts as of a commit, with what the entries add. They may go at any time.
local BASE_OVERHEAD, VALUE_BYTES = 220, 48

-- n and h of a base; nil when none is loaded.
local function base_of(target)
  local base = redis.call('HMGET', key('b', target), 'n', 'h')
  if not base[1] then return nil end
  return tonumber(base[1]), tonumber(base[2])
end

-- A loaded base for a script that changes it and then tells it; nil when none is loaded.
local function load_base(target)
  local base = key('b', target)
  local flat, at = redis.call('HGETALL', base), {}
  if #flat == 0 then return nil end
  for i = 1, #flat, 2 do at[flat[i]] = i + 1 end
  local loaded = { n = tonumber(flat[at.n]), h = tonumber(flat[at.h]) }
  function loaded.add(field, by)
    local number = text(redis.call('HINCRBY', base, field, by))
    if not at[field] then
      flat[#flat + 1] = field
      at[field] = #flat + 1
    end
    flat[at[field]] = number
  end
  function loaded.shown() return flat[at.u] == '0' and flat end
  return loaded
end

-- Adds to a loaded base.
local function adder(target)
  local base = key('b', target)
  return function(field, by) redis.call('HINCRBY', base, field, by) end
end

-- What a base shows, field by field; false when it is cold.
local function shown(target)
  local base = redis.call('HGETALL', key('b', target))
  if #base == 0 then return false end
  for i = 1, #base, 2 do
    if base[i] == 'u' and base[i + 1] ~= '0' then return false end
  end
  return base
end

local function drop_base(target)
  local base = key('b', target)
  local bytes = redis.call('HGET', base, 'z')
  if bytes then
    redis.call('DEL', base)
    grow('bc', -1)
    grow('bb', -tonumber(bytes))
  end
  redis.call('SREM', key('bs'), target)
end

-- Installs counts (a list of value, number) and adds up what all entries add to them.
local function set_base(target, counts_list, base_n, base_h)
  local sum, values = { u = 0 }, 0
  for i = 1, #counts_list, 2 do
    sum['=' .. counts_list[i]] = tonumber(counts_list[i + 1])
  end
  local function add(field, by) sum[field] = (sum[field] or 0) + by end
  for _, entry in ipairs(redis.call('HVALS', key('e', target))) do
    local row, pending = split(entry)
    weigh(target, base_h, row, pending, 1, add)
  end
  local fields = { 'n', text(base_n), 'h', text(base_h) }
  for field, number in pairs(sum) do
    values = values + 1
    fields[#fields + 1] = field
    fields[#fields + 1] = text(number)
  end
  local bytes = BASE_OVERHEAD + 2 * #target + VALUE_BYTES * values
  fields[#fields + 1] = 'z'
  fields[#fields + 1] = text(bytes)
  local base = key('b', target)
  local bytes_before = redis.call('HGET', base, 'z')
  if bytes_before then
    redis.call('DEL', base)
    grow('bb', bytes - tonumber(bytes_before))
  else
    redis.call('SADD', key('bs'), target)
    grow('bc', 1)
    grow('bb', bytes)
  end
  redis.call('HSET', base, unpack(fields))
end
