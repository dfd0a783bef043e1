using System.Buffers.Text;
using System.Text;
using Campaigns.Model;
using Campaigns.Senders.Links;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Extensions;

namespace Campaigns.Senders.Tests.Links;

public sealed class LinkSignerTests : IDisposable
{
    private const string Target = "https://insurer.example/renew?policy=1";
    private static readonly LinkKey Old = new(1, "the old secret, long enough: 0123456789");
    private static readonly LinkKey New = new(2, "the new secret, long enough: 0123456789");
    private static readonly LinkClaims Claims =
        new(LinkPurpose.Click, new CustomerId("C-1029384756"), new MessageId("k3f9q1x8c7v2b5n4m6p0z9y8w7"), Channel.Sms,
            TargetHash.Of(Target));
    private readonly FakeTimeProvider _time = new();
    private readonly LinkSigner _signer;

    public LinkSignerTests() => _signer = new LinkSigner(New, [Old], _time);

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void TryRead_AnyClaims_GivesThemBack()
    {
        var text = Gen.String[Gen.Char.AlphaNumeric, 1, 40];
        var claims =
            from purpose in Gen.OneOf(LinkPurpose.Unsubscribe, LinkPurpose.Click, LinkPurpose.Open, LinkPurpose.Report)
            from customer in Gen.OneOf(text, Gen.Const("客戶一號"))
            from message in text
            from channel in Gen.OneOf("sms", "push", "email", "wechat", "call", "agent", "alipay")
            from target in Gen.OneOf(text.Select(url => (TargetHash?)TargetHash.Of(url)), Gen.Const((TargetHash?)null))
            from expires in Gen.OneOf(
                Gen.Int[1, 1_000_000].Select(s => (Instant?)(_time.GetUtcNow().ToInstant() + Duration.FromSeconds(s))),
                Gen.Const((Instant?)null))
            select new LinkClaims(purpose, new CustomerId(customer), new MessageId(message), new Channel(channel), target, expires);

        claims.Sample(made => _signer.TryRead(_signer.Create(made), out var read) && read == made);
    }

    [Fact]
    public void Create_Token_ShowsNeitherCustomerNorMessageAndFitsAUrl()
    {
        var token = _signer.Create(Claims);

        var bytes = Encoding.Latin1.GetString(Base64Url.DecodeFromChars(token));
        Assert.DoesNotContain(Claims.Customer.Value, bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(Claims.Message.Value, bytes, StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z0-9_-]+$", token);
        Assert.InRange(token.Length, 1, 120);
    }

    [Fact]
    public void Create_EqualClaims_GivesEqualTokens() => Assert.Equal(_signer.Create(Claims), _signer.Create(Claims with { }));

    [Fact]
    public void TryRead_AnyChangedCharacter_IsRefused()
    {
        var token = _signer.Create(Claims);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.False(_signer.TryRead(new string(changed), out _), $"position {i}");
        }
    }

    [Fact]
    public void TryRead_TruncatedOrExtended_IsRefused()
    {
        var token = _signer.Create(Claims);
        for (var length = 0; length < token.Length; length++)
            Assert.False(_signer.TryRead(token[..length], out _));
        Assert.False(_signer.TryRead(token + "AAAA", out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("客戶")]
    [InlineData("AgAA")]
    public void TryRead_Rubbish_IsRefused(string? token) => Assert.False(_signer.TryRead(token, out _));

    [Fact]
    public void TryRead_Endless_IsRefused() => Assert.False(_signer.TryRead(new string('A', 1_000_000), out _));

    [Fact]
    public void TryRead_EarlierKey_IsStillGood()
    {
        using var before = new LinkSigner(Old, [], _time);

        Assert.True(_signer.TryRead(before.Create(Claims), out var read));
        Assert.Equal(Claims, read);
    }

    [Fact]
    public void TryRead_KeyUnknownOrOfOtherSecret_IsRefused()
    {
        using var before = new LinkSigner(Old, [], _time);
        using var impostor = new LinkSigner(New with { Secret = "another secret, just as long: 0123456789" }, [], _time);

        Assert.False(before.TryRead(_signer.Create(Claims), out _));
        Assert.False(_signer.TryRead(impostor.Create(Claims), out _));
    }

    [Fact]
    public void TryRead_AtExpiry_IsRefused()
    {
        var token = _signer.Create(Claims with { Expires = _time.GetUtcNow().ToInstant() + Duration.FromDays(1) });

        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.True(_signer.TryRead(token, out _));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_signer.TryRead(token, out _));
    }

    [Fact]
    public void Matches_OtherTarget_IsRefused()
    {
        Assert.True(Claims.Target!.Value.Matches(Target));
        Assert.False(Claims.Target!.Value.Matches(Target + "2"));
    }

    [Fact]
    public void Open_ShortSecretOrTwoKeysOfOneId_IsAnError()
    {
        Assert.Throws<ArgumentException>(() => new LinkSigner(new LinkKey(1, "short"), [], _time));
        Assert.Throws<ArgumentException>(() => new LinkSigner(New, [Old with { Id = 2 }], _time));
    }

    [Fact]
    public void Create_IdsBeyondAnyRealLength_IsAnError() =>
        Assert.Throws<ArgumentException>(() => _signer.Create(Claims with { Customer = new CustomerId(new string('x', 2000)) }));

    [Fact]
    public void CreateAndRead_FromManyThreads_NeverMix() =>
        Parallel.For(0, 20_000, i =>
        {
            var made = Claims with { Customer = new CustomerId($"C{i}") };
            Assert.True(_signer.TryRead(_signer.Create(made), out var read));
            Assert.Equal(made, read);
        });

    /// <summary>Every message has several links and every click reads one: no key is set up anew for it.</summary>
    [Fact]
    public void CreateAndRead_Often_AllocateNoMoreThanTheirResults()
    {
        const int times = 100;
        var token = _signer.Create(Claims);
        Assert.True(_signer.TryRead(token, out _));

        var start = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            token = _signer.Create(Claims);
        var created = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++)
            _signer.TryRead(token, out _);
        var read = GC.GetAllocatedBytesForCurrentThread();

        TestContext.Current.TestOutputHelper?.WriteLine($"create {(created - start) / times} bytes, read {(read - created) / times} bytes");
        Assert.InRange((created - start) / times, 1, 300);
        Assert.InRange((read - created) / times, 1, 300);
    }
}
