import SessionRegistry
import Testing

@Suite("IP addresses and networks")
struct IPAddressTests {
    private static func v6(_ groups: [UInt16]) -> [UInt8] { groups.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] } }

    @Test(
        "an address is read as its bytes",
        arguments: [
            ("0.0.0.0", [0, 0, 0, 0]), ("255.255.255.255", [255, 255, 255, 255]), ("192.0.2.7", [192, 0, 2, 7]),
            ("::", v6([0, 0, 0, 0, 0, 0, 0, 0])), ("::1", v6([0, 0, 0, 0, 0, 0, 0, 1])), ("1::", v6([1, 0, 0, 0, 0, 0, 0, 0])),
            ("2001:db8::7", v6([0x2001, 0xDB8, 0, 0, 0, 0, 0, 7])),
            ("2001:DB8:0:0:0:0:0:7", v6([0x2001, 0xDB8, 0, 0, 0, 0, 0, 7])),
            ("1:2:3:4:5:6:7:8", v6([1, 2, 3, 4, 5, 6, 7, 8])), ("::2:3:4:5:6:7:8", v6([0, 2, 3, 4, 5, 6, 7, 8])),
            ("1:2:3:4:5:6:7::", v6([1, 2, 3, 4, 5, 6, 7, 0])),
            ("64:ff9b::192.0.2.33", v6([0x64, 0xFF9B, 0, 0, 0, 0, 0xC000, 0x221])),
            ("::ffff:10.0.0.1", [10, 0, 0, 1]), ("::FFFF:a00:1", [10, 0, 0, 1]),
            ("fe80::1%eth0", v6([0xFE80, 0, 0, 0, 0, 0, 0, 1])),
            ("[::1]", v6([0, 0, 0, 0, 0, 0, 0, 1])),
        ] as [(String, [UInt8])])
    func reads(_ text: String, _ bytes: [UInt8]) {
        #expect(IPAddress(parsing: text)?.bytes == bytes)
    }

    @Test(
        "what is not an address is refused",
        arguments: [
            "", ".", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.-4", "1.2.3.4 ", " 1.2.3.4", "1..3.4",
            "0x1.2.3.4", "1.2.3.4444", ":", ":::", "1:",
            ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
            "::1.2.3", "1.2.3.4::", "fe80::1%",
            "\u{661}.2.3.4", "::ffff:1.2.3.4.5", String(repeating: "1:", count: 200),
        ])
    func refuses(_ text: String) {
        #expect(IPAddress(parsing: text) == nil)
    }

    @Test(
        "a network holds the addresses of its prefix and no others",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("10.128.0.0/9", "10.127.255.255", false), ("10.128.0.0/9", "10.128.0.0", true), ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("192.0.2.7/32", "192.0.2.7", true), ("192.0.2.7/32", "192.0.2.71", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("::/0", "10.0.0.1", false), ("::/0", "fe80::1%lo", true),
            ("::ffff:10.0.0.0/104", "10.9.9.9", true),
            ("10.0.0.0/8", "", false), ("10.0.0.0/8", "10.0.0", false),
        ])
    func contains(_ network: String, _ address: String, _ inside: Bool) throws {
        #expect(try #require(IPNetwork(parsing: network)).contains(address) == inside)
    }

    @Test(
        "a network is written in its shortest form",
        arguments: [
            ("10.1.2.3/8", "10.0.0.0/8"), ("2001:0DB8:0:0:1:0:0:1/128", "2001:db8::1:0:0:1/128"), ("::/0", "::/0"),
            ("::1/128", "::1/128"), ("1::/16", "1::/16"),
            ("1:0:2:3:4:5:6:7/128", "1:0:2:3:4:5:6:7/128"), ("::ffff:0:0/96", "0.0.0.0/0"),
        ])
    func writes(_ text: String, _ written: String) {
        #expect(IPNetwork(parsing: text)?.description == written)
    }

    @Test(
        "what is not a network is refused",
        arguments: [
            "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "/8", "::/129", "::/1000",
            "10.0.0/8", "::ffff:10.0.0.0/95",
        ])
    func refusesNetworks(_ text: String) {
        #expect(IPNetwork(parsing: text) == nil)
    }
}
