-- What a slot holds of a target: one hash with a field for each entry, and one for the base. So a
-- look is one command, and so is a change: each call of a command costs more than what the command
-- does.
--
-- A script loads what it needs of a target, changes what it has loaded, and stores that once.
local BASE = '\0'
local BASE_OVERHEAD, ENTRY_OVERHEAD = 200, 96
local FIELDS_AT_ONCE = 2000

-- The base and some entries, `false` for those that are not there.
local function load_target(target, entry_keys)
  local found = redis.call('HMGET', key('t', target), BASE, unpack(entry_keys))
  local loaded = { name = target, was = found[1], entries = {}, changed = {} }
  if found[1] then loaded.base = unpack_base(found[1]) end
  for i, entry_key in ipairs(entry_keys) do loaded.entries[entry_key] = found[i + 1] end
  return loaded
end

-- Everything of a target.
local function load_all(target)
  local flat = redis.call('HGETALL', key('t', target))
  local loaded = { name = target, was = false, entries = {}, changed = {} }
  for i = 1, #flat, 2 do
    if flat[i] == BASE then
      loaded.was, loaded.base = flat[i + 1], unpack_base(flat[i + 1])
    else
      loaded.entries[flat[i]] = flat[i + 1]
    end
  end
  return loaded
end

-- Loaded entries, each after its key, as an answer holds them.
local function in_pairs(entries)
  local flat = {}
  for entry_key, entry in pairs(entries) do
    flat[#flat + 1] = entry_key
    flat[#flat + 1] = entry
  end
  return flat
end

-- Changes a loaded entry, or adds one.
local function put(t, entry_key, row, pending)
  local old, entry = t.entries[entry_key], join(row, pending)
  if entry == old then return end
  if old then
    grow('eb', #entry - #old)
  else
    grow('ec', 1)
    grow('eb', ENTRY_OVERHEAD + #entry_key + #entry)
    t.adds = true
  end
  t.entries[entry_key], t.changed[entry_key] = entry, entry
end

-- Installs counts (a list of value, number) and adds up what all entries add to them: the stored
-- ones, unless they were changed since, and those.
local function set_base(t, counts, base_n, base_h, stored)
  t.base = new_base(counts, base_n, base_h)
  for entry_key, entry in pairs(stored) do
    if not t.changed[entry_key] then weigh_entry(t, entry, 1) end
  end
  for _, entry in pairs(t.changed) do weigh_entry(t, entry, 1) end
end

local function drop_base(t)
  t.base = nil
end

local function base_bytes(t, packed)
  return BASE_OVERHEAD + 2 * #t.name + #packed
end

local function store_fields(t, fields)
  if #fields > 0 then redis.call('HSET', key('t', t.name), unpack(fields)) end
end

-- The set `bs` holds the targets with a base, `es` at least those with entries only. What a server
-- out of memory refuses comes first. Returns what the base shows, false when it is cold.
local function store(t)
  local packed = t.base and pack_base(t.base) or false
  local fields = {}
  if packed and packed ~= t.was then fields = { BASE, packed } end
  for entry_key, entry in pairs(t.changed) do
    fields[#fields + 1] = entry_key
    fields[#fields + 1] = entry
    if #fields >= FIELDS_AT_ONCE then
      store_fields(t, fields)
      fields = {}
    end
  end
  store_fields(t, fields)

  if packed and t.was then
    grow('bb', #packed - #t.was)
  elseif packed then
    redis.call('SADD', key('bs'), t.name)
    grow('bc', 1)
    grow('bb', base_bytes(t, packed))
  elseif t.was then
    redis.call('HDEL', key('t', t.name), BASE)
    redis.call('SREM', key('bs'), t.name)
    grow('bc', -1)
    grow('bb', -base_bytes(t, t.was))
    if redis.call('EXISTS', key('t', t.name)) == 1 then redis.call('SADD', key('es'), t.name) end
  elseif t.adds then
    redis.call('SADD', key('es'), t.name)
  end
  t.was, t.changed, t.adds = packed, {}, false
  return packed and shown(packed)
end

-- Takes a loaded entry away; to be stored at once for all that went.
local function remove_from(t, entry_key)
  grow('ec', -1)
  grow('eb', -(ENTRY_OVERHEAD + #entry_key + #t.entries[entry_key]))
  t.entries[entry_key] = false
end

local function store_removed(t, entry_keys)
  redis.call('HDEL', key('t', t.name), unpack(entry_keys))
  if not t.was and redis.call('EXISTS', key('t', t.name)) == 0 then
    redis.call('SREM', key('es'), t.name)
  end
end

local function evict_bases(keep, bytes_max)
  return evict(key('bs'), function(target) return key('t', target) end, keep,
    function() return size.bb > bytes_max end,
    function(target)
      local t = load_target(target, {})
      if not t.was then redis.call('SREM', key('bs'), target) end
      drop_base(t)
      store(t)
    end)
end

-- RULE: an event that came after its own confirm had begun, or is parked, is settled by the place.
local function settle_later(target, entry_key, offset)
  redis.call('RPUSH', key('l'),
    struct.pack('>I8I2c0I2c0', offset, #target, target, #entry_key, entry_key))
end
