namespace OrleansChat.Grains.Tests.Rules;

public sealed class TextRulesTests
{
    [Theory]
    [InlineData("lobby")]
    [InlineData("Lobby-2.0_x")]
    [InlineData("комната")]
    [InlineData("部屋")]
    [InlineData("e\u0301te")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    public void A_good_room_name_passes(string name) => TextRules.CheckRoomName(name);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("a/../b")]
    [InlineData("a\u200bb")]
    [InlineData("\u0301a")]
    [InlineData("\u3164")]
    [InlineData("lobby\ufe01")]
    [InlineData("😀")]
    public void A_bad_room_name_is_refused(string? name) =>
        Assert.Equal(ErrorCode.BadRoomName, Assert.Throws<ChatException>(() => TextRules.CheckRoomName(name)).Code);

    [Theory]
    [InlineData("ann")]
    [InlineData("Ann Example")]
    [InlineData("Łukasz 🐢")]
    public void A_good_name_passes(string name) => TextRules.CheckName(name);

    [Theory]
    [InlineData("a\r\n", ErrorCode.BadText)]
    [InlineData("\u0080", ErrorCode.BadText)]
    [InlineData("\u2003", ErrorCode.EmptyText)]
    public void Bad_text_is_refused(string text, ErrorCode code) =>
        Assert.Equal(code, Assert.Throws<ChatException>(() => TextRules.CheckText(text)).Code);

    // Not as InlineData: a lone surrogate doesn't survive an attribute.
    [Fact]
    public void Half_a_surrogate_pair_is_nowhere_allowed()
    {
        var half = $"a{'\ud83d'}";
        Assert.Equal(ErrorCode.BadText, Assert.Throws<ChatException>(() => TextRules.CheckText(half)).Code);
        Assert.Equal(ErrorCode.BadRoomName, Assert.Throws<ChatException>(() => TextRules.CheckRoomName(half)).Code);
        Assert.Equal(ErrorCode.BadName, Assert.Throws<ChatException>(() => TextRules.CheckName(half)).Code);
    }
}
