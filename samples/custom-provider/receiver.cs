#:sdk Microsoft.NET.Sdk.Web
// Receives messages from Campaigns over a webhook: dotnet run receiver.cs -- --urls http://127.0.0.1:7190
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var secret = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("WEBHOOK_SECRET") ?? "change-me-change-me");
var taken = new ConcurrentDictionary<string, bool>();
var app = WebApplication.Create(args);

app.MapPost("/messages", async (HttpRequest request) =>
{
    var body = await new StreamReader(request.Body).ReadToEndAsync();
    // Campaigns-Signature: t=SECONDS,v1=HMAC-SHA256 in hex of t + "." + body
    var signature = request.Headers["Campaigns-Signature"].ToString().Split(',').Select(part => part.Split('=', 2)).ToDictionary(
        part => part[0], part => part[^1]);
    var expected = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{signature.GetValueOrDefault("t")}.{body}"));
    if (!CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)), Encoding.ASCII.GetBytes(signature.GetValueOrDefault("v1") ?? "")))
        return Results.Unauthorized();
    // A message may arrive again when an answer was lost; the key tells.
    using var json = JsonDocument.Parse(body);
    var message = json.RootElement;
    var id = request.Headers["Idempotency-Key"].ToString();
    if (taken.TryAdd(id, true))
        Console.WriteLine($"to {message.GetProperty("to")}: {message.GetProperty("content")}"); // call your provider here
    return Results.Ok();
});

app.Run();
