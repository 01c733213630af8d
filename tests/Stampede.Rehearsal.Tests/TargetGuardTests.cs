using Stampede.Rehearsal.Targets;

namespace Stampede.Rehearsal.Tests;

public class TargetGuardTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://127.9.9.9")]
    [InlineData("http://localhost:5080/")]
    [InlineData("http://[::1]:5080")]
    public void This_machine_is_a_target(string url) => TargetGuard.Refuse(url, null, null).ShouldBeNull();

    [Theory]
    [InlineData("http://shop.example")]
    [InlineData("http://127.0.0.1.shop.example")]
    [InlineData("http://localhost.shop.example")]
    [InlineData("http://192.168.1.10:5080")]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://[2001:db8::1]")]
    public void Any_other_is_not(string url) => TargetGuard.Refuse(url, null, null).ShouldNotBeNull().ShouldContain("say so twice");

    [Theory]
    [InlineData("shop.example", null)]
    [InlineData(null, "shop.example")]
    [InlineData("shop.example", "other.example")]
    [InlineData("example", "example")]
    [InlineData("", "")]
    public void Saying_it_once_or_of_another_host_is_not_enough(string? allow, string? own) =>
        TargetGuard.Refuse("https://shop.example", allow, own).ShouldNotBeNull();

    [Fact]
    public void Saying_it_twice_of_this_host_is() => TargetGuard.Refuse("https://shop.example", "shop.example", "SHOP.example").ShouldBeNull();

    [Theory]
    [InlineData("shop")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1@shop.example")]
    [InlineData("http://127.0.0.1:5080/api?x=1")]
    public void What_is_no_plain_address_is_refused(string url) => TargetGuard.Refuse(url, null, null).ShouldNotBeNull();
}
