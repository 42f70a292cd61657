/// A key as the terminal reports it.
public enum Key: Hashable, Sendable {
    /// A printable character (one scalar; combining ones arrive apart), never a control character.
    case character(Character)
    /// Control with a lower-case letter: `Ctrl-D` is `.control("d")`. Tab, Enter and Escape have cases of their own.
    case control(Character)
    /// Alt (Meta) with a character.
    case alt(Character)
    case enter, tab, backTab, escape, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
}

public struct MouseEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case press, release, drag, doubleClick, wheelUp, wheelDown }
    public var kind: Kind
    public var at: Point
    public init(_ kind: Kind, at: Point) {
        self.kind = kind
        self.at = at
    }
}

/// What comes from the terminal.
public enum InputEvent: Hashable, Sendable {
    case key(Key)
    /// The text between the terminal's paste brackets, as it came; never a key.
    case paste(String)
    case mouse(MouseEvent)
    case resize(Size)
    /// SIGCONT: the screen must be painted anew.
    case resumed
    /// SIGTERM, SIGHUP: leave now.
    case terminate
}
