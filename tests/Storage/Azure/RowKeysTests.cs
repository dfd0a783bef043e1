using Campaigns.Storage.Azure;
using CsCheck;

namespace Campaigns.Storage.Tests.Azure;

public sealed class RowKeysTests
{
    // Half of them characters that are escaped, or stand beside one.
    private static readonly Gen<string> Keys = Gen.OneOf(
        Gen.Char["/\\#?%.\"$>[]~ \0\t\u001F!&-0@Z\u007F\u009F\u00A0"], Gen.Char['\0', '\uD7FF']).Array[0, 12].Select(c => new string(c));

    [Theory]
    [InlineData("C-00012", "C-00012")]
    [InlineData("d:P1", "d:P1")]
    [InlineData("客户", "客户")]
    [InlineData("a/b.c", "a.2Fb.2Ec")]
    [InlineData("50% off?", "50$25 20off>3F")]
    [InlineData("\t", " 09")]
    [InlineData("", "")]
    public void Store_Key_IsWrittenAs(string key, string stored) => Assert.Equal(stored, RowKeys.Store(key));

    [Fact]
    public void Load_AnyStoredKey_IsTheKey() => Keys.Sample(key => RowKeys.Load(RowKeys.Store(key)) == key);

    [Fact]
    public void Store_AnyKey_HoldsNothingThatAzureForbids() => Keys.Sample(key =>
        !RowKeys.Store(key).AsSpan().ContainsAny("/\\#?%") && !RowKeys.Store(key).Any(char.IsControl));

    [Fact]
    public void Store_AnyTwoKeys_KeepTheirOrder() => Gen.Select(Keys, Keys).Sample((a, b) =>
        Math.Sign(string.CompareOrdinal(a, b)) == Math.Sign(string.CompareOrdinal(RowKeys.Store(a), RowKeys.Store(b))));

    [Fact]
    public void Store_HalfASurrogatePair_IsRefused() =>
        Assert.All(["\uD800", "a\uDC00", "\uD83D\uD83D\uDE42", "\uDE42\uD83D"], key =>
            Assert.Throws<ArgumentException>(() => RowKeys.Store(key)));

    [Fact]
    public void Store_LongerThanAKeyMayBe_IsRefused()
    {
        Assert.Equal(512, RowKeys.Store(new string('a', 512)).Length);
        Assert.Throws<ArgumentException>(() => RowKeys.Store(new string('a', 513)));
        Assert.Throws<ArgumentException>(() => RowKeys.Store(new string('.', 171)));
    }
}
