-- How entries are packed. All numbers are big-endian.
--
--   entry = u16 length of the row, row, pending (what is left; none when empty)
--   row   = empty: unknown | 1 byte: known that there is none
--         | version 8, n 8, at 8, u8 has value, value
--   pending = u8 type (r, c, k), u8 parked, version 8, at 8, offset 8, body
--     body r = u8 has value, value | c = u32 by, actor | k = total 8
local NO_VERSION = string.rep('\0', 8)
local PARKED = 1

local function split(entry)
  local length = struct.unpack('>I2', entry)
  return string.sub(entry, 3, 2 + length), string.sub(entry, 3 + length)
end

local function pending_of(entry)
  local length = struct.unpack('>I2', entry)
  return string.sub(entry, 3 + length)
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

-- A counter event without token is met again at the same offset only, which the place has passed
-- then: its hint is never too old, and trimming it leaves no floor.
local function is_version_key(entry_key)
  return string.byte(entry_key) == 35
end
