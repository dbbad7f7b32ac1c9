using System.Text;

namespace OrleansChat.Grains.Tests.Rules;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("Ann", "ann")]
    [InlineData("Ann", "\u0410nn")]
    [InlineData("Ann", "\uff41\uff4e\uff4e")]
    [InlineData("ANNA", "\u0391\u039d\u039d\u0391")]
    [InlineData("Ann", "\U0001d400\U0001d427\U0001d427")]
    [InlineData("Ann", "\u24b6\u24dd\u24dd")]
    [InlineData("ann", "a\u200dnn\ufe0f")]
    [InlineData("ann lee", "Ann_Lee")]
    [InlineData("ann lee", "ann-lee")]
    [InlineData("ann lee", "ann . lee")]
    [InlineData("ann lee", "ann\u00a0lee")]
    [InlineData("bill", "BI11")]
    [InlineData("bill", "b|l|")]
    [InlineData("bob", "\uA4D0\uA4F3\uA4D0")]
    [InlineData("bob", "\u2C83\u2C9F\u2C83")]
    [InlineData("bob", "b\u0D20b")]
    [InlineData("bob", "b\u3147b")]
    [InlineData("bob", "bob\u05B4")]
    [InlineData("bob", "bob\u20DE")]
    [InlineData("bob", "bob\u0483")]
    [InlineData("bob", "bob\u02B9")]
    [InlineData("bob", "\u0253ob")]
    [InlineData("alice", "al\u0268ce")]
    [InlineData("lucas", "\u0142ucas")]
    [InlineData("bill", "b\u0131ll")]
    [InlineData("bob", "B0b")]
    [InlineData("emma", "ernma")]
    [InlineData("william", "vvilliarn")]
    [InlineData("ren\u00e9", "rene\u0301")]
    [InlineData("M\u00fcller", "muller")]
    [InlineData("stra\u00dfe", "STRASSE")]
    [InlineData("\u043c\u043e\u043f\u0430", "MOna")]
    [InlineData("\uac01", "\u1100\u1161\u11a8")]
    [InlineData("\u304c\u3071", "\u304b\u3099\u306f\u309a")]
    [InlineData("agent 7", "agent \u0667")]
    [InlineData("\u039f\u03b4\u03bf\u03c2", "\u03bf\u03b4\u03bf\u03c3")]
    public void Names_that_look_alike_have_one_key(string name, string other) =>
        Assert.Equal(TextRules.NameKey(name), TextRules.NameKey(other));

    [Theory]
    [InlineData("ann", "anne")]
    [InlineData("ann", "ann2")]
    [InlineData("ann lee", "annlee")]
    [InlineData("nick", "vick")]
    [InlineData("иван", "иво")]
    [InlineData("田中", "田口")]
    [InlineData("か", "が")]
    [InlineData("कि", "के")]
    [InlineData("😀", "😁")]
    public void Names_that_do_not_look_alike_have_two(string name, string other) =>
        Assert.NotEqual(TextRules.NameKey(name), TextRules.NameKey(other));

    [Fact]
    public void The_key_of_a_key_is_itself_whatever_the_character()
    {
        for (var value = 1; value <= 0x10FFFF; value++)
        {
            if (!Rune.TryCreate(value, out var rune)) continue;
            var key = TextRules.NameKey(rune.ToString());
            Assert.Equal(key, TextRules.NameKey(key));
            Assert.NotEmpty(key);
        }
    }

    [Fact]
    public void The_key_of_a_key_is_itself_and_it_is_the_same_for_every_way_to_write_a_letter()
    {
        // What rules are about, more often than chance would have it.
        const string Letters = "rnvvmwl1I|0oO _-.\u0301\ufe0f\u200d\u0430\u0131\u0130\u00e9\u00df\ufb01\uff41\u03bd\u2163\u0456\uac01\u1100";
        var random = new Random(20_260_101);
        for (var i = 0; i < 20_000; i++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Letters[random.Next(Letters.Length)]));
            var key = TextRules.NameKey(name);
            Assert.Equal(key, TextRules.NameKey(key));
            Assert.Equal(key, TextRules.NameKey(name.Replace('l', 'I').Replace('o', '0').Replace("m", "rn", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("anna")]
    [InlineData("Анна")]
    [InlineData("Άννα")]
    [InlineData("田中 Ann")]
    [InlineData("ann عمر")]
    [InlineData("Łukasz 🐢")]
    [InlineData("Анна 2.0 😀")]
    [InlineData("a@b")]
    [InlineData("µ-ann")]
    [InlineData("O'Neill, the 2nd")]
    public void A_name_of_one_alphabet_or_of_some_that_share_no_shapes_passes(string name) => TextRules.CheckName(name);

    [Theory]
    [InlineData("\u0430nn")]
    [InlineData("Ann \u0391")]
    [InlineData("\u03bf\u0430")]
    [InlineData("\u0585nn")]
    [InlineData("@ann")]
    [InlineData("/ann")]
    [InlineData("#ann")]
    [InlineData("\"ann\"")]
    [InlineData("ann -> you")]
    [InlineData("bob]: I quit. [x")]
    [InlineData("*** Server")]
    [InlineData("! 4001")]
    [InlineData("b\u2C9Fb")]
    [InlineData("b\U0001042Cb")]
    [InlineData("a\uA4F2ice")]
    [InlineData("\ufe0f")]
    public void A_name_that_deceives_is_refused(string name) =>
        Assert.Equal(ErrorCode.BadName, Assert.Throws<ChatException>(() => TextRules.CheckName(name)).Code);

    [Theory]
    [InlineData("@ann")]
    [InlineData("\u0430nn")]
    public void Who_bears_a_name_from_freer_times_goes_on_bearing_it(string name) => TextRules.CheckBorneName(name);
}
