import Screen
package import SessionRegistry

/// Where somebody is: a tab, what it shows, and what is under its cursor.
package struct Place: Equatable, Sendable {
    /// The record under the cursor. It goes along with the place and makes no new one.
    package enum Anchor: Equatable, Sendable {
        case session(SessionRecord)
        case token(TokenRecord)
    }

    package var tab: Tab
    package var filter = ""
    /// As `:sort` takes it.
    package var sort = ""
    package var isDetailOpen = false
    package var anchor: Anchor?

    package init(_ tab: Tab) { self.tab = tab }

    func isSame(as other: Place) -> Bool {
        tab == other.tab && filter == other.filter && sort == other.sort && isDetailOpen == other.isDetailOpen
    }
}

/// The places before and after this one, as `[` and `]` walk them.
package struct PlaceHistory: Equatable, Sendable {
    private static let longest = 100

    package private(set) var before: [Place] = []
    package private(set) var after: [Place] = []
    package private(set) var here: Place?

    /// Somebody is here now.
    mutating func arrive(_ place: Place) {
        if let here, !here.isSame(as: place) {
            before.append(here)
            if before.count > Self.longest { before.removeFirst(before.count - Self.longest) }
            after = []
        }
        let known = here.flatMap { $0.isSame(as: place) ? $0.anchor : nil }
        here = place
        // While the list is being read nothing is selected, and what was still counts.
        if place.anchor == nil { here?.anchor = known }
    }

    /// One has come back here, as far as that could be: no new place, whatever differs.
    mutating func settle(_ place: Place) { here = place }

    mutating func back() -> Place? {
        guard let place = before.popLast() else { return nil }
        if let here { after.append(here) }
        here = place
        return place
    }

    mutating func forward() -> Place? {
        guard let place = after.popLast() else { return nil }
        if let here { before.append(here) }
        here = place
        return place
    }
}

extension Model {
    /// Where one is now.
    package var place: Place {
        var place = Place(tab)
        tab.screen.describe(&place, self)
        return place
    }

    /// Remembers where one has come to, once nothing is being typed or asked.
    mutating func notePlace() {
        guard started, overlay == nil, !screenLayout.tooSmall, !tab.screen.capturesText(self) else { return }
        places.arrive(place)
    }

    mutating func go(to place: Place) {
        layout.zoomed = false
        layout.detailFocused = false
        trail = []
        show(place.tab)
        tab.screen.go(to: place, &self)
        var reached = self.place
        reached.anchor = place.anchor
        places.settle(reached)
    }
}
