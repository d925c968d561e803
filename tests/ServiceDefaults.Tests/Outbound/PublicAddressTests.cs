using System.Net;
using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.ServiceDefaults.Tests.Outbound;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2a00:1450:4001:80b::200e")]
    [InlineData("2606:4700::6810:84e5")]
    [InlineData("64:ff9b::808:808")]
    public void What_anybody_can_reach_is_public(string address) => Assert.True(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.170")]
    [InlineData("192.0.2.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456:789a::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2001::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    public void What_lies_within_or_means_nobody_is_not(string address) => Assert.False(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public void An_address_is_what_it_is_in_whichever_form_it_comes() => Prop.ForAll<uint>(number =>
    {
        var address = new IPAddress(number);
        var translated = IPAddress.Parse("64:ff9b::").GetAddressBytes();
        address.GetAddressBytes().CopyTo(translated, 12);

        Assert.Equal(PublicAddress.IsPublic(address), PublicAddress.IsPublic(address.MapToIPv6()));
        Assert.Equal(PublicAddress.IsPublic(address), PublicAddress.IsPublic(new IPAddress(translated)));
    }).QuickCheckThrowOnFailure();
}
