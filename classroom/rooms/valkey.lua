-- The operations of a store that must be whole, run inside Valkey: `store.Store` says what each does.
-- ARGV[1] names the operation; lists of fields come as JSON, in which a null says that a field is not there.

local operations = {}

local function found(shelf, field)
  return redis.call('HGET', shelf, field) or cjson.null
end

local function number(shelf, field)
  return tonumber(redis.call('HGET', shelf, field) or '0')
end

-- A limit is told as its field, most, window and lasts, from a place in ARGV on.
local function count(shelf, at)
  local window, counted = string.match(redis.call('HGET', shelf, ARGV[at]) or '', '^(%d+) (%d+)$')
  return window == ARGV[at + 2] and tonumber(counted) or 0
end

local function is_reached(shelf, at)
  return count(shelf, at) >= tonumber(ARGV[at + 1])
end

-- A shelf that was made by counting on it ends by itself.
local function count_up(shelf, at)
  local lasts = tonumber(ARGV[at + 3])
  redis.call('HSET', shelf, ARGV[at], ARGV[at + 2] .. ' ' .. (count(shelf, at) + 1))
  if lasts > 0 and redis.call('TTL', shelf) < 0 then
    redis.call('EXPIRE', shelf, lasts)
  end
end

-- KEYS: the index, and the shelves. ARGV: now, ends, whole seconds between them, how many at most; fields of each shelf.
function operations.create()
  local index, lasts = KEYS[1], tonumber(ARGV[4])
  if redis.call('EXISTS', KEYS[2]) == 1 then
    return 'taken'
  end
  if redis.call('ZCOUNT', index, '(' .. ARGV[2], '+inf') >= tonumber(ARGV[5]) then
    return 'full'
  end
  for place = 2, #KEYS do
    redis.call('HSET', KEYS[place], unpack(cjson.decode(ARGV[4 + place])))
    redis.call('EXPIRE', KEYS[place], lasts)
  end
  redis.call('ZADD', index, ARGV[3], KEYS[2])
  redis.call('ZREMRANGEBYSCORE', index, '-inf', ARGV[2]) -- not first: a full server looks at a script's first change only
  if redis.call('TTL', index) < lasts then
    redis.call('EXPIRE', index, lasts)
  end
  return 'made'
end

-- KEYS: the shelf, and those on which misses are counted. ARGV: fields, and the limits.
function operations.find()
  for place = 2, #KEYS do
    if is_reached(KEYS[place], 4 * place - 5) then
      return false
    end
  end
  if redis.call('EXISTS', KEYS[1]) == 0 then
    for place = 2, #KEYS do
      count_up(KEYS[place], 4 * place - 5)
    end
  end
  return redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[2])))
end

-- KEYS: the shelf. ARGV: pairs of fields and values that must be there, and those that are to be.
function operations.write()
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return 0
  end
  for _, pair in ipairs(cjson.decode(ARGV[2])) do
    if found(KEYS[1], pair[1]) ~= pair[2] then
      return 0
    end
  end
  for _, pair in ipairs(cjson.decode(ARGV[3])) do
    if pair[2] == cjson.null then
      redis.call('HDEL', KEYS[1], pair[1])
    else
      redis.call('HSET', KEYS[1], pair[1], pair[2])
    end
  end
  return 1
end

-- KEYS: the shelf. ARGV: kind, value, how many at most.
function operations.add()
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return -1
  end
  if number(KEYS[1], ARGV[2] .. '.here') >= tonumber(ARGV[4]) then
    return 0
  end
  local place = redis.call('HINCRBY', KEYS[1], ARGV[2] .. '.last', 1)
  redis.call('HINCRBY', KEYS[1], ARGV[2] .. '.here', 1)
  redis.call('HSET', KEYS[1], ARGV[2] .. ':' .. place, ARGV[3])
  return place
end

-- KEYS: the shelf. ARGV: kind, number, fields that go with it.
function operations.drop()
  if redis.call('HDEL', KEYS[1], ARGV[2] .. ':' .. ARGV[3]) == 0 then
    return 0
  end
  redis.call('HINCRBY', KEYS[1], ARGV[2] .. '.here', -1)
  for _, field in ipairs(cjson.decode(ARGV[4])) do
    redis.call('HDEL', KEYS[1], field)
  end
  return 1
end

-- KEYS: the shelf. ARGV: a limit.
function operations.take()
  if ARGV[5] == '0' and redis.call('EXISTS', KEYS[1]) == 0 then
    return 0
  end
  if is_reached(KEYS[1], 2) then
    return 0
  end
  count_up(KEYS[1], 2)
  return 1
end

return operations[ARGV[1]]()
