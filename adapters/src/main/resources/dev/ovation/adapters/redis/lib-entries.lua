-- How entries are packed, and what they add to the counts. All numbers are big-endian.
--
--   entry = u16 length of the row, row, pending (what is left; none when empty)
--   row   = empty: unknown | 1 byte: known that there is none
--         | version 8, n 8, at 8, u8 has value, value
--   pending = u8 type (r, c, k), u8 parked, version 8, at 8, offset 8, body
--     body r = u8 has value, value | c = u32 by, actor | k = total 8
--
-- RULE: count = base + sum of [pending value] - [row value] over the entries whose pending event
-- is parked or beyond base.h, and newer than the row; cold while such a row is unknown. The sum is
-- kept beside the base so that a read costs the same however many entries there are. It is no
-- state of its own: each change of an entry takes its part out and puts it in again in the same
-- script, and a new base adds everything up anew.
local NO_VERSION = string.rep('\0', 8)
local PARKED = 1

local function split(entry)
  local length = struct.unpack('>I2', entry)
  return string.sub(entry, 3, 2 + length), string.sub(entry, 3 + length)
end

local function join(row, pending)
  return struct.pack('>I2', #row) .. row .. pending
end

local function row_version(row)
  return #row > 1 and string.sub(row, 1, 8) or NO_VERSION
end

local function row_n(row)
  if #row <= 1 then return 0 end
  local number = struct.unpack('>I8', row, 9)
  return number
end

local function row_value(row)
  if #row <= 1 or string.byte(row, 25) == 0 then return nil end
  return string.sub(row, 26)
end

local function type_of(pending) return string.sub(pending, 1, 1) end

local function is_parked(pending) return string.byte(pending, 2) == PARKED end

local function version_of(pending) return string.sub(pending, 3, 10) end

local function offset_of(pending)
  local offset = struct.unpack('>I8', pending, 19)
  return offset
end

local function value_of(pending)
  if string.byte(pending, 27) == 0 then return nil end
  return string.sub(pending, 28)
end

-- RULE: the newer version wins. A number of Lua holds 53 bits and a version has 63, so halves are
-- compared; text comparison would depend on the locale of the server.
local function newer(a, b)
  local a_high, a_low = struct.unpack('>I4I4', a)
  local b_high, b_low = struct.unpack('>I4I4', b)
  return a_high > b_high or (a_high == b_high and a_low > b_low)
end

local TOKEN_WINDOW_MILLIS = 24 * 60 * 60 * 1000

local function millis(version)
  local high, low = struct.unpack('>I4I4', version)
  return high * 1024 + math.floor(low / 4194304)
end

-- RULE: a counter's event counts unless its key was counted less than a day before.
local function counts(row, pending)
  if row_version(row) == NO_VERSION then return true end
  return millis(version_of(pending)) - millis(row_version(row)) > TOKEN_WINDOW_MILLIS
end

-- RULE: a confirm up to offset h has taken over what is not beyond it, unless it is parked.
local function is_projected(pending, up_to)
  return pending ~= '' and not is_parked(pending) and offset_of(pending) <= up_to
end

-- Adds what an entry adds to the counts, times sign; counted under 'u' if its row is unknown.
local function weigh(target, base_h, row, pending, sign, add)
  if pending == '' or is_projected(pending, base_h) then return end
  if row == '' then return add('u', sign) end
  if type_of(pending) == 'r' then
    if newer(version_of(pending), row_version(row)) then
      local now, before = value_of(pending), row_value(row)
      if now then add('=' .. now, sign) end
      if before then add('=' .. before, -sign) end
    end
  elseif type_of(pending) == 'c' then
    if counts(row, pending) then
      local by = struct.unpack('>I4', pending, 27)
      add('=' .. string.match(target, '[^/]*$'), sign * by)
    end
  end
end

-- A counter event without token is met again at the same offset only, which the place has passed
-- then: its hint is never too old, and trimming it leaves no floor.
local function is_version_key(entry_key)
  return string.byte(entry_key) == 35
end

local ENTRY_OVERHEAD = 96

-- Writes an entry. Old is what the hash held of it, false for nothing.
local function put(target, entry_key, old, row, pending)
  local entry = join(row, pending)
  redis.call('HSET', key('e', target), entry_key, entry)
  if old then
    if #entry ~= #old then grow('eb', #entry - #old) end
  else
    grow('ec', 1)
    grow('eb', ENTRY_OVERHEAD + #entry_key + #entry)
    redis.call('SADD', key('es'), target)
  end
end

local function remove(target, entry_key, old)
  redis.call('HDEL', key('e', target), entry_key)
  grow('ec', -1)
  grow('eb', -(ENTRY_OVERHEAD + #entry_key + #old))
  if redis.call('EXISTS', key('e', target)) == 0 then
    redis.call('SREM', key('es'), target)
  end
end

-- RULE: an event that came after its own confirm had begun, or is parked, is settled by the place.
local function settle_later(target, entry_key, offset)
  redis.call('RPUSH', key('l'),
    struct.pack('>I8I2c0I2c0', offset, #target, target, #entry_key, entry_key))
end
