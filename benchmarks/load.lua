-- What wrk sends, from its arguments: METHOD PATH BODY HEADER=VALUE...
-- In the path {n} becomes another number with every request, so that no two ask for the same task.
local method, path, body, headers, count = "GET", "/", "", {}, 0

function init(args)
  method, path, body = args[1], args[2], args[3]
  for i = 4, #args do
    local name, value = args[i]:match("^([^=]+)=(.*)$")
    headers[name] = value
  end
end

function request()
  count = count + 1
  local distinct = path:gsub("{n}", string.format("%012x", count))
  return wrk.format(method, distinct, headers, body ~= "" and body or nil)
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\n{"seconds": %f, "requests": %d, "failed": %d, "p50_ms": %f, "p99_ms": %f}\n',
    summary.duration / 1e6, summary.requests, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
