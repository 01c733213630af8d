-- STAMPEDE_BENCH_SHOW=1 prints the first answers that are no success; it costs speed.
-- Plays a list of requests, round and round or once. Arguments: REQUESTS TOKENS once|cycle keyed|plain
-- REQUESTS: a line each, METHOD<tab>PATH<tab>TOKEN'S LINE (0: none)<tab>BODY. TOKENS: a line each.
local requests, count, at, once, keyed, serial = {}, 0, 0, false, false, 0
local tokens = {}

local function make(line, key)
  local method, path, token, body = line:match("([^\t]*)\t([^\t]*)\t([^\t]*)\t?(.*)")
  -- As browsers do: lists come compressed.
  local headers = { Host = wrk.headers["Host"], ["Accept-Encoding"] = "gzip" }
  if token ~= "0" then headers["Authorization"] = "Bearer " .. tokens[tonumber(token)] end
  if body ~= "" then headers["Content-Type"] = "application/json" end
  if method == "POST" and body == "" then headers["Content-Length"] = "0" end
  if key then headers["Idempotency-Key"] = key end
  return wrk.format(method, path, headers, body ~= "" and body or nil)
end

function init(args)
  for line in io.lines(args[2]) do tokens[#tokens + 1] = line end
  once, keyed = args[3] == "once", args[4] == "keyed"
  for line in io.lines(args[1]) do
    -- Made in advance, but for keys: no two requests have the same.
    requests[#requests + 1] = keyed and line or make(line)
  end
  count = #requests
end

function request()
  at = at + 1
  if at > count then
    if once then
      wrk.thread:stop()
      at = count
    else
      at = 1
    end
  end
  if keyed then
    serial = serial + 1
    return make(requests[at], "k" .. serial)
  end
  return requests[at]
end

if os.getenv("STAMPEDE_BENCH_SHOW") then
  local shown = 0
  function response(status, _, body)
    if status >= 400 and shown < 3 then
      shown = shown + 1
      io.stderr:write(status, " ", body, "\n")
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.6f,"refused":%d,"broken":%d,"p50":%.3f,"p90":%.3f,"p99":%.3f,"max":%.3f}\n',
    summary.requests, summary.duration / 1e6, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
