import SessionCore
import Testing

/// Each digest was made by Python 3.11's `hashlib.pbkdf2_hmac` with OpenSSL 3.0.
@Suite("Password hashes of rarer hash functions, against Werkzeug")
struct PasswordDigestTests {
    @Test(
        "a hash of three rounds matches its password alone",
        arguments: [
            ("sha224", "48c89e955a507c050aeb7537ac7c0d8d68f4eb33762360fd1e95bad5"),
            ("sha512_224", "f8a24f5d6f40f2bb25bdbb6f6d820550c36f076ad856c6897d2a9d64"),
            ("sha512_256", "70e05d7dc8d13adbc5bcb44411979e13cee08b20df3859fb46936c9c0714e440"),
            ("sha3_224", "d760958ff32b9c8dc4eb0972f56695e7892c46faba6d7795117609c5"),
            ("sha3_256", "ccbf88f2ac9bf73469f05800a282b5f4498d03cb2ddb0ed2cd33fab574f687c0"),
            ("sha3_384", "bfca579079c5c903c806a567cffc062436fc77e616750d5252a5a613806711c271d44005e3728f6b6e0ff314f153eba5"),
            ("sha3_512", "32edf16aa26256a803fb3d2cfcfc632bab77ac5699a78f4c5a0d86da6b07ed85fadcf242f10cc5901f4af44bd0bc4167dbd13e16712d51d4ba082d6bf6292070"),
            ("blake2b", "dc72a5a0c3b90b74a5c48e173950fc0bd61172b75a08012c315e923e784db10a22460cb8366252aaeaa9e40beb2620296776af8fe842163fde57b109053ac7bc"),
            ("blake2s", "eb04f710669b63585dda82eb1a666148b776b7408497ed61e547322f48244a1f"),
            ("ripemd160", "b0e05d8fb68607b9515184778bb4f3672f425201"),
            ("sm3", "6c0f6b93fcd128e405561d7ea5c3626756590272b59f565f01d295cb90d9271f"),
            ("md5-sha1", "1f213efae1bd91710245e18456e6bf16a55f952a5b52187b9b7a34cddf794b411d5f7bfd")
        ])
    func rounds(name: String, digest: String) {
        #expect(PasswordHash.check("pbkdf2:\(name):3$saltsalt$\(digest)", "correct horse") == .matches)
        #expect(PasswordHash.check("pbkdf2:\(name):2$saltsalt$\(digest)", "correct horse") == .differs)
        #expect(PasswordHash.check("pbkdf2:\(name):3$saltsalt$\(digest)", "correct horsf") == .differs)
        #expect(PasswordHash.pbkdf2("correct horse", salt: "saltsalt", hash: name, iterations: 3)?.hasSuffix(digest) == true)
    }

    // Passwords around the block's length: a longer one is hashed first. The text is made of the lengths' own digits.
    @Test(
        "a password of any length gives Python's digest",
        arguments: [
            ("sha224", 0, "107246fb539a69ada433332275865a3e8ca1156277308393c800a057"),
            ("sha224", 51, "ae91cd2db26c280054cfef376330209d8d7dc265f893373121439347"),
            ("sha224", 52, "d89a74f9b589b9e7c4dc377aabf0daca09cca572cbe89f60ce0b6ce5"),
            ("sha224", 63, "a387ff7f3f13e937c5fea7426dbfba41bd01f8cdce320ea9e05e2963"),
            ("sha224", 64, "b975925ebdbeacc21f340027e3e17176a49f79aebd586efbcd45e8dc"),
            ("sha224", 65, "6fde3ea4a36579c6fe59bceccded0958242f51be00c8b55494dc7714"),
            ("sha224", 119, "972888a8534154cd45eed6d8b81545a21e09fab6b1b7d81c88dd0442"),
            ("sha224", 128, "44b760bc9287592ba5a44d7f637c3482384f559eafc8d44ebf71d8dd"),
            ("sha224", 300, "85d9040aa18536e70900cdcf79b40f930152d670a8a52ee8e7713ac4"),
            ("sha512_256", 0, "2909cb8c3251e352366c74f9820576633b29ed9d97d4684c593325b860b5cfc3"),
            ("sha512_256", 107, "bed46425b999e4c96d3db007333c280e2e343ea07f00e0f1f9a3d2c32cfb2c00"),
            ("sha512_256", 108, "84f813856d43307143f887f803a2374ed02b2635145fde973222f021ab609084"),
            ("sha512_256", 111, "f1cebf896e811befeb540c38ee7c7b48754b52238a521964fe8840baa1f2f2cf"),
            ("sha512_256", 112, "12afb854d7ee69596e450acd269ff5f15d9f9b40e77ee82f3658203a5252603f"),
            ("sha512_256", 127, "b12063cb384320253c1ce33b71cd35feaba92e1868c29bd2abdc8cd5c5fe08e5"),
            ("sha512_256", 128, "a53b20d25d88fb66c00ac2343d39f37294f7655e46f8cdf5587476421bb47c93"),
            ("sha512_256", 129, "9933c5e0cdacf9922bf49cd60eb982187903fc619d0371a346b0d65498f53ceb"),
            ("sha512_256", 300, "991ed3ab1924c690b3254e75e7638e1fb510b5fde1f6750fd2d2adb7913730d8"),
            ("sha3_256", 0, "1c18ff4fe43c2b352765fa1bed79513ef8a61a6fd02b7948dbccb448186a3cfa"),
            ("sha3_256", 131, "c51eade113f4a5b3fc1c8628c3d5102c4cbc9e8859457d64fc3b28b6979dd1b2"),
            ("sha3_256", 132, "1d3692adf9b8bd138b6f50d6f11c51f8b3499cb9cfefacba87b7107593455304"),
            ("sha3_256", 135, "a0ffcbeb0b0916837b202ed573ee27661c5da0c024d5bd59bcea0067b2a24332"),
            ("sha3_256", 136, "4694f17026c796bd12bd0e1d3ee9d598760f7e77cbedb8aa0c6958f8f67e9e42"),
            ("sha3_256", 137, "5f803a6333f599c17550b58122fbb4a347fd6811dd1685791f679e90f05b08f7"),
            ("sha3_256", 300, "23229575174024b53951617d61007e67022b4e993b0a8474002cd85d2800a247"),
            ("sha3_512", 0, "665409f49b9b46e3f4cb15476ed41d562f4ba27068be4c324d95f25755c37edf23d64a31e4a35a344326da324ccee72cf45e5896f9bd261ba622e43b7a1a5204"),
            ("sha3_512", 67, "3ec5f5dfca0ecbb18663d3699c370a1b89b5a12fa1cc10f5606f3a487c04b121cc569fbd1020a89005be303d66d1e5ce57cb0006b2ca242efb53a31e94342937"),
            ("sha3_512", 68, "53b8049d618330127e2b0d2013a094558c79de8637b025a970edf5594ef69522499d62eeee709a5048e0fb80656dc791a2a31dc8eb7016418319a9cdfd525c5d"),
            ("sha3_512", 71, "c4a17e8e5745cab8c65e93864536719fb5202f4059d39d872e156104cbb4f46d53212a5ccf66d5d68e7329ddd710e1c03b6404248cec372e2c18ff9964861df8"),
            ("sha3_512", 72, "e296fae95ef62d2d4f178e3da3f4290c0ceb2e46d893430030fe92e617753c4d600e440b07d517ba2d2d8e5f05a09815b305a0d8241c6e7e2df5e26f0c89bcf0"),
            ("sha3_512", 73, "03c4961c83af4180dc9128c098bb1771dce5e5508c2d515774b86bcbddb12fea6d42f91c345853ef94595e4eff127260e4b92a6f5cce5d00316a167056d0c652"),
            ("sha3_512", 144, "468455f87e498cc526c1b785de48998513cdd008e10f44d7fd21263c13bcdd240f2e5e93662def60cd122e39c3c416c32ff018853da54a824d4395af369913aa"),
            ("blake2b", 0, "d49f0fcd9ffbeb6c19048a114f65164ad2a9974d6c2520df515c5d8fe4371cc36c07515dd5a29ccb9b6a53e2b8bbc740e25836b4ce26db4a308e2052a9bf3264"),
            ("blake2b", 123, "a3fd8f8f7f153750371aebed6b84689dc390a427a42d40c138c6a203652207403298ccd0ce134cc316afa1c9af8d23bfd0d361becce17d83a2964dcdbadcc2a4"),
            ("blake2b", 124, "8837ed3193665f4f5c7dbb84e9cf20e02bb293370793d511b36eb37a9008d56a978a4d385c2079d7a5dd4a773438914230d28839e96c1ca03306843e308b204c"),
            ("blake2b", 127, "580d19d00a4dc82589f68ba653caf095a5f7f72437f0efa106094fea5745dba95e339f99997d7435f2b07d45c5c02f94f2d482c83c44046a8dd4033cd68ddadb"),
            ("blake2b", 128, "fb0407196966d7cabb56327ff8986d10076474e70062d4cabd34f9e74a4edc1a6f6d1c7aefa0f538ea149867098d66099c225fb99cb6d6894d35553b30294861"),
            ("blake2b", 129, "5134092c8c98c3586fffc7eaa56cc961ae5f0f22c65c0dbcda72135ac2c9e6c271af15199c3cd0bd3418789d152c328a41364461259cff7c488f3b3bd943fd19"),
            ("blake2b", 256, "5773131ebd941254f12c7146fde568b4a0c4b6b503e84cd5b58f01f3fa818bd4cec4ec77d82713150d23a1bbcd254671639bf51205b39341a396d2cd7ec64f2f"),
            ("blake2b", 300, "87e4db6231efb9eb25a8fd4423788f5f9c4c6828a5000eb7ce5690f0bf4049f383094f70121d127ec69ccd07925bba67a86db07d2b6f8965d1309c1e8c3cc3bd"),
            ("blake2s", 0, "c46a69f57efa1868c0159269fb9e48234b7b5cd6e4f19e095fd3cd0e0b66e08d"),
            ("blake2s", 59, "a0426818c0d0f74904b1b7ad6f8ce3566d5e9a59b8264f0adf4849c9a884e58b"),
            ("blake2s", 60, "d56aa7bc8c362352b54f2b07838518445db7cf0e4447912dd8f975c89218452a"),
            ("blake2s", 63, "1b2b7969c18d956d3fa1a2a704531c2b32e09b324912c69d6e287f183cbe6567"),
            ("blake2s", 64, "fb1e3a6c5bdc103fb5c154301c7635dc6a2601caa71354334f9a93e157127fd3"),
            ("blake2s", 65, "431d48e563eebad5b05a3e7793746c4cf38d95efafd54d3c5bad6754b9eaf405"),
            ("blake2s", 128, "bdf2dabd8e62d547c995658b27a55ece10f8f5e852e5ec2e00d40cf7be85ab41"),
            ("blake2s", 300, "8d84ddae3bdd4a759b14175b238b4c67d69e970a6f66a2802bd077dae36922b0"),
            ("ripemd160", 0, "3905b2203f6f823071dbb61779e2e9048c991e17"),
            ("ripemd160", 51, "072a9110092f4e2e2c08cea83c1b9284631ee593"),
            ("ripemd160", 52, "5a73942fe3b66a8aa12b291965a2a8572104b187"),
            ("ripemd160", 55, "a2277220a7992ebec27623b1d50758e573a4afa2"),
            ("ripemd160", 56, "a2b42f5d80dcc6ed2ed8f797b2dbb46d5b7931fd"),
            ("ripemd160", 63, "94b5633c6d7a5b19cbd6abc0dccbc540b6b5edf5"),
            ("ripemd160", 64, "4c70be1a716a40c6b396b31da3587a8752d9cafb"),
            ("ripemd160", 65, "4719eaebec0e3fac297c11cc9642692dfd2f0ee7"),
            ("ripemd160", 119, "68786a534913db713b9f51bceca83719cf8b2375"),
            ("ripemd160", 128, "4c500592d4ff72a3b82d387d080bc06015fcd4e8"),
            ("ripemd160", 300, "e7b5d28e0e26ee58d679d311306aa91da7c5bc0d"),
            ("sm3", 0, "311c191a8c3676b7b0e5ab0b9e1a7b66da1eb58f798d2ccb08de8ab50385e96c"),
            ("sm3", 51, "f522f03d0634e4426860a3408765b7f52c7988c053a05bc7af5c5a973cc733fc"),
            ("sm3", 52, "769f5c0b5f8292942f436c4811d33e025942e858ea504e205c1337f9f59eafd0"),
            ("sm3", 55, "363584e927b0938118d2c0e04afc9418a05af03ac6839e2bd1fca539bc7f289d"),
            ("sm3", 56, "149446e1d4b3f92aab7f91285c6d82fe6663435b13a7c15e4f4db505875ce275"),
            ("sm3", 63, "eea94e095d7661e893037862069e42913fe1b9771b43a4d668fc508f38d0ae47"),
            ("sm3", 64, "f7c61927859dedd1cfffe7dc4a87116ab852506fb0045484e56227f230d49cf6"),
            ("sm3", 65, "a262e92d8c732bab4a3790cc08031a0c586dd1a63daa3ab213cd47b837ffeb9b"),
            ("sm3", 119, "9af1c6a99c9e73058dce7003dbdc6d83cc758b1d51bee948319421d5c488c80d"),
            ("sm3", 128, "e5f8956a035d089e2f08ffe0e2268e5d4a0971b0267c511236155e2e8666ea15"),
            ("sm3", 300, "612def076c97b4a1ab068289a58250d8e623eba51d5dd38edafb55af6c6b89af"),
            ("md5-sha1", 0, "20f328d104c6d1065c182d549221902a21cceddf968c4d86001f7c88a0b398aeefa49cf7"),
            ("md5-sha1", 51, "5ee1b9e4eda6f69c4832b2c527d0e7e21cd761f90bfce973c273c71307652a7871149098"),
            ("md5-sha1", 52, "3622950a97521628d8d50e40fe4b6816ca13b4776291e0a65fea6df952a72d7fedcaf5bb"),
            ("md5-sha1", 55, "8d79841e40bcf09e1bd500affb4151f1d80a6840bb11b9d194e3776326184df1b5cf1f20"),
            ("md5-sha1", 56, "564e089be9ddd8fd0322dc7d947a644b1b189e0cd54445ff52bc5bf4b604789865bc9b00"),
            ("md5-sha1", 63, "02ece91bbe440fdb7444833cee8b1d0bf8f03f0b32e1fc37ec869223ffd1df5ee5a0d188"),
            ("md5-sha1", 64, "68025fb3140e70d0b4f68d5295dca98f2bca522f0019c9f1447a9c8fd0facb0bd8fd5627"),
            ("md5-sha1", 65, "94c7b3e4467e6c9458501dd807b6a0b622559e7f645db89da5c904585f08c9a387e86a5d"),
            ("md5-sha1", 119, "9d71fbf0f4a3331195a4ed6cac3869a44c4bd35b99ac29b98f203facfb12ba1fd5bf59f9"),
            ("md5-sha1", 128, "6404d27a3762f062dd318d75bd4ae7616acf2ff87937f1ec2b37bd24e3d8e2694375a0dc"),
            ("md5-sha1", 300, "950ec00a7af8d645e580a529fef17408775e8b77fb959ce6d1fcf0011d8c03318b4e95bc")
        ])
    func lengths(name: String, length: Int, digest: String) {
        let password = String(repeating: "0123456789", count: 30).prefix(length)
        #expect(PasswordHash.check("pbkdf2:\(name):1$\(password)$\(digest)", String(password)) == .matches)
    }

    @Test(
        "a name is spelt as OpenSSL or Python spells it",
        arguments: [
            ("SHA2-224", true), ("SHA-512/256", true), ("Sha3-256", true), ("BLAKE2B-512", true), ("SHA3_256", false), ("BLAKE2b", false),
            ("Sha512_256", false), ("sha512/256", false), ("sm4", false), ("RMD160", true), ("Ripemd-160", true), ("SM3", true),
            ("MD5-SHA1", true), ("md5sha1", false), ("1.3.14.3.2.26", true), ("2.16.840.1.101.3.4.2.10", true),
            ("2.16.840.1.101.3.4.2.11", false), ("blake2\u{212A}", false), ("SSL3-SHA1", true), ("sha_1", false), ("SHA512_224", true),
            ("shake_128", false), ("null", false),
        ])
    func names(name: String, isKnown: Bool) {
        #expect((PasswordHash.pbkdf2("x", salt: "s", hash: name, iterations: 1) != nil) == isKnown)
    }

    @Test("so many rounds that they would take minutes are not computed")
    func tooMany() { #expect(PasswordHash.check("pbkdf2:sha3_256:2000001$s$00", "x") == .tooCostly) }
}
