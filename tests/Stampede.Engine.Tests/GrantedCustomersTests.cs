using Stampede.Domain;

namespace Stampede.Engine.Tests;

public sealed class GrantedCustomersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public void Nobody_who_was_granted_something_is_ever_missed_however_many_there_are(int units)
    {
        var granted = new GrantedCustomers(units);
        var customers = Enumerable.Range(0, 20_000).Select(Customer).ToArray();
        // From two threads, as a lane and the reading of its drop's past do.
        Parallel.For(0, 2, half =>
        {
            for (var i = half; i < customers.Length; i += 2)
                granted.Add(customers[i]);
        });
        granted.Complete();
        customers.ShouldAllBe(customer => granted.MayContain(customer));
    }

    [Fact]
    public void Few_others_are_taken_for_them()
    {
        var granted = new GrantedCustomers(10_000);
        for (var i = 0; i < 10_000; i++)
            granted.Add(Customer(i));
        granted.Complete();
        Enumerable.Range(10_000, 100_000).Count(i => granted.MayContain(Customer(i))).ShouldBeLessThan(1_000);
    }

    [Fact]
    public void Until_the_past_is_read_it_may_be_anybody()
    {
        var granted = new GrantedCustomers(10);
        granted.MayContain(Customer(1)).ShouldBeTrue();
        granted.Complete();
        granted.MayContain(Customer(1)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 4_096)]
    [InlineData(1_000_000, 2 * 1024 * 1024)]
    [InlineData(10_000_000_000, 2 * 1024 * 1024)]
    public void Its_memory_is_bounded(long units, int bytesMax) => new GrantedCustomers(units).Bytes.ShouldBeLessThanOrEqualTo(bytesMax);

    /// <summary>As they are made: the time in front, chance behind.</summary>
    private static CustomerId Customer(int number)
    {
        var chance = new Random(number);
        var bytes = new byte[16];
        chance.NextBytes(bytes);
        return new CustomerId(new Guid(0x0199_0000 + (number >> 8), (short)number, (short)(0x7000 | (bytes[0] & 0xfff)), bytes[8..]));
    }
}
