namespace Stampede.Proof.Tests;

public sealed class SignedNoteTests
{
    private const string Origin = "shop.example/drops/1/ledger";

    private static readonly ProofSigningKey Key = new(new byte[32]);
    private static readonly ProofSigningKey Other = new([.. Enumerable.Repeat((byte)7, 32)]);

    /// <summary>RFC 8032 §7.1, tests 1 to 3.</summary>
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Signatures_are_those_of_the_standard(string seed, string publicKey, string message, string signature)
    {
        using var key = new ProofSigningKey(Convert.FromHexString(seed));
        Convert.ToHexStringLower(key.Public.Bytes).ShouldBe(publicKey);
        Convert.ToHexStringLower(key.Sign(Convert.FromHexString(message))).ShouldBe(signature);
        key.Public.IsSignature(Convert.FromHexString(message), Convert.FromHexString(signature)).ShouldBeTrue();
    }

    /// <summary>The example of golang.org/x/mod/sumdb/note, on which the specification is founded.</summary>
    [Fact]
    public void A_note_that_others_signed_is_read_and_found_good()
    {
        const string text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        const string note = text + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        var key = new ProofPublicKey(Convert.FromBase64String("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1..]);
        key.IdUnder("PeterNeumann").ShouldBe(0xc74f20a3u);
        var read = SignedNote.Parse(note).ShouldNotBeNull();
        read.Text.ShouldBe(text);
        read.IsBy(read.Signatures.ShouldHaveSingleItem(), key).ShouldBeTrue();
        read.ToString().ShouldBe(note);
    }

    [Fact]
    public void The_example_of_the_checkpoints_specification_is_read()
    {
        const string note = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

            """;
        var checkpoint = Checkpoint.Of(SignedNote.Parse(note).ShouldNotBeNull()).ShouldNotBeNull();
        (checkpoint.Origin, checkpoint.Size).ShouldBe(("example.com/behind-the-sofa", 20_852_163));
    }

    [Fact]
    public void A_signer_is_known_by_name_id_and_signature()
    {
        var note = SignedNote.Parse(new Checkpoint(Origin, 3, Merkle.EmptyRoot).Sign(Key).ToString()).ShouldNotBeNull();
        note.FindSigner([Other.Public, Key.Public]).ShouldBe(Key.Public);
        note.FindSigner([Other.Public]).ShouldBeNull();
        (note with { Text = note.Text.Replace("\n3\n", "\n4\n") }).FindSigner([Key.Public]).ShouldBeNull();

        // A second, unknown signature changes nothing; a wrong one of a known key spoils the note.
        var unknown = new NoteSignature("witness.example", 1, new byte[64]);
        (note with { Signatures = [unknown, .. note.Signatures] }).FindSigner([Key.Public]).ShouldBe(Key.Public);
        var wrong = new NoteSignature(Origin, Other.Public.IdUnder(Origin), new byte[64]);
        (note with { Signatures = [.. note.Signatures, wrong] }).FindSigner([Key.Public, Other.Public]).ShouldBeNull();
    }

    [Theory]
    [InlineData("no signature\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\u2014 name\n")]
    [InlineData("text\n\n\u2014 na+me AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAA\n")]
    [InlineData("text\n\n\u2014 name !!!!\n")]
    [InlineData("te\u0001xt\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=")]
    public void What_is_no_note_is_not_read(string note) => SignedNote.Parse(note).ShouldBeNull();

    [Theory]
    [InlineData("origin\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("origin\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n")]
    [InlineData("origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n")]
    [InlineData("\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    public void What_is_no_checkpoint_is_not_read(string text) => Checkpoint.Of(new SignedNote(text, [])).ShouldBeNull();
}
