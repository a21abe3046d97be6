package io.howdah.dev.services;

import java.util.List;

/** A restaurant of the restaurants service. */
record Restaurant(String id, String name, String street) {

    static final List<Restaurant> ALL = List.of(
            new Restaurant("r-1", "Trattoria Bellavista", "12 Canal Street"),
            new Restaurant("r-2", "Golden Wok", "48 Market Square"),
            new Restaurant("r-3", "Saffron House", "7 Mill Lane"),
            new Restaurant("r-4", "The Corner Bakery", "101 Station Road"),
            new Restaurant("r-5", "Sushi Hana", "23 Harbour Quay"),
            new Restaurant("r-6", "Taqueria del Sol", "5 Chestnut Avenue"),
            new Restaurant("r-7", "Green Garden", "66 Park Terrace"),
            new Restaurant("r-8", "Burger Foundry", "31 Old Bridge Street"));
}
