-- How a base is packed: counts as of a commit, with what the entries add. All numbers are
-- big-endian.
--
--   base = n 8, h 8, unknown 4, then for each value: u16 length, value, number 8
--
-- RULE: count = base + sum of [pending value] - [row value] over the entries whose pending event
-- is parked or beyond base.h, and newer than the row; cold while such a row is unknown, of which
-- there are `unknown`. The sum is kept in the base so that a read costs the same however many
-- entries there are. It is no state of its own: each change of an entry takes its part out and puts
-- it in again in the same script, and a new base adds everything up anew.
local UNKNOWN_AT = 17

local function unpack_base(packed)
  local n, h, unknown, at = struct.unpack('>I8I8I4', packed)
  local base = { n = n, h = h, unknown = unknown, values = {}, numbers = {} }
  while at <= #packed do
    local value, number
    value, number, at = struct.unpack('>I2c0i8', packed, at)
    base.values[#base.values + 1] = value
    base.numbers[value] = number
  end
  return base
end

local function pack_base(base)
  local parts = { struct.pack('>I8I8I4', base.n, base.h, base.unknown) }
  for _, value in ipairs(base.values) do
    parts[#parts + 1] = struct.pack('>I2c0i8', #value, value, base.numbers[value])
  end
  return table.concat(parts)
end

local function add(base, value, by)
  if not base.numbers[value] then
    base.values[#base.values + 1] = value
    base.numbers[value] = 0
  end
  base.numbers[value] = base.numbers[value] + by
end

-- From a list of value, number.
local function new_base(counts, n, h)
  local base = { n = n, h = h, unknown = 0, values = {}, numbers = {} }
  for i = 1, #counts, 2 do add(base, counts[i], tonumber(counts[i + 1])) end
  return base
end

-- What a packed base shows, still packed; false while it is cold.
local function shown(packed)
  return struct.unpack('>I4', packed, UNKNOWN_AT) == 0 and packed
end

-- Adds what an entry adds to the counts of a loaded target, times sign.
local function weigh(t, row, pending, sign)
  local base = t.base
  if pending == '' or is_projected(pending, base.h) then return end
  if row == '' then
    base.unknown = base.unknown + sign
  elseif type_of(pending) == 'r' then
    if newer(version_of(pending), row_version(row)) then
      local now, before = value_of(pending), row_value(row)
      if now then add(base, now, sign) end
      if before then add(base, before, -sign) end
    end
  elseif type_of(pending) == 'c' then
    if counts(row, pending) then
      local by = struct.unpack('>I4', pending, 27)
      add(base, string.match(t.name, '[^/]*$'), sign * by)
    end
  end
end

local function weigh_entry(t, entry, sign)
  local row, pending = split(entry)
  weigh(t, row, pending, sign)
end
