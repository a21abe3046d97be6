package io.howdah.graphql.schema;

import graphql.Scalars;
import graphql.TypeResolutionEnvironment;
import graphql.language.Description;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.ScalarInfo;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeRuntimeWiring;
import io.howdah.model.FieldType;
import io.howdah.model.Frontend;
import io.howdah.model.InterfaceType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ObjectType;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.Relation;
import io.howdah.model.ScalarType;
import io.howdah.model.View;
import io.howdah.query.ModelReads;
import io.howdah.query.PageCursors;
import io.howdah.query.PageLength;
import io.howdah.store.ModelCollections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Assembles a frontend's schema: the types of its SDL, a query by key and a list for each view, and the hand-written
 * fields.
 */
public final class SchemaAssembly {

    private static final String CURSOR = "Cursor";

    private final Frontend frontend;
    private final ReadModels models;
    private final Map<String, ModelReads> reads;
    private final PageCursors cursors;
    private final RouteCalls calls;
    private final RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
    private final Set<String> wired = new HashSet<>();

    /** Relations, as {@code Type.field}. */
    private final Set<String> relations = new HashSet<>();

    private SchemaAssembly(
            Frontend frontend, ReadModels models, ModelCollections collections, PageCursors cursors, RouteCalls calls) {
        this.frontend = frontend;
        this.models = models;
        this.cursors = cursors;
        this.calls = calls;
        this.reads = models.all().stream()
                .collect(Collectors.toMap(ReadModel::name, model -> new ModelReads(model, collections)));
    }

    /** Returns the executable schema of a frontend. */
    public static GraphQLSchema assemble(
            Frontend frontend, ReadModels models, ModelCollections collections, PageCursors cursors, RouteCalls calls) {
        return new SchemaAssembly(frontend, models, collections, cursors, calls).assemble();
    }

    /** Returns the schema of a frontend without fetchers, which needs no database. */
    static GraphQLSchema describe(Frontend frontend) {
        return schema(types(frontend), RuntimeWiring.newRuntimeWiring());
    }

    private GraphQLSchema assemble() {
        TypeDefinitionRegistry registry = types(frontend);
        frontend.views().forEach(this::wireQueries);
        frontend.views().forEach(this::wireSubscription);
        new RouteFields(frontend.handWritten()).wire(wiring, calls);
        wireTypes(registry);
        requireWired(registry);
        ConnectionTypes.wire(wiring);
        return schema(registry, wiring);
    }

    /** Returns the schema that evaluates the results of the frontend's subscriptions. */
    public static GraphQLSchema assembleChanges(
            Frontend frontend, ReadModels models, ModelCollections collections, PageCursors cursors, RouteCalls calls) {
        return new SchemaAssembly(frontend, models, collections, cursors, calls).assembleChanges();
    }

    private GraphQLSchema assembleChanges() {
        TypeDefinitionRegistry registry = types(frontend);
        SubscriptionSchema.declare(registry, frontend.views());
        frontend.views().forEach(view -> SubscriptionSchema.wire(wiring, view));
        wireTypes(registry);
        requireWired(registry);
        return schema(registry, wiring);
    }

    /**
     * Checks that all types of read models have fetchers. A type without them would be shown as stored, without the
     * access rules.
     */
    private void requireWired(TypeDefinitionRegistry registry) {
        frontend.registry().getTypes(ObjectTypeDefinition.class).stream()
                .filter(type -> type.hasDirective("readModel") || type.hasDirective("view"))
                .map(ObjectTypeDefinition::getName)
                .filter(name -> registry.types().containsKey(name) && !wired.contains(name))
                .forEach(name -> {
                    throw new IllegalStateException(
                            name + " has no fetchers and would be shown without the rules of its read model");
                });
    }

    private static TypeDefinitionRegistry types(Frontend frontend) {
        ApiTypes types = new ApiTypes(frontend.registry());
        GeneratedSdl generated = new GeneratedSdl();
        for (View view : frontend.views()) {
            types.reach(view.name());
            types.reach(CURSOR);
            types.reach(SubscriptionSdl.version(view).sdlName());
            view.model()
                    .key()
                    .forEach(key -> types.reach(field(view.model(), key).type().sdlName()));
            generated.add(view);
        }
        RouteFields handWritten = new RouteFields(frontend.handWritten());
        handWritten.reach(types);
        String roots = "type Query\n" + (frontend.views().isEmpty() ? "" : "type Subscription\n");
        TypeDefinitionRegistry registry = types.registry().merge(new SchemaParser().parse(roots + generated.text()));

        handWritten.declare(registry);
        return registry;
    }

    private static GraphQLSchema schema(TypeDefinitionRegistry registry, RuntimeWiring.Builder wiring) {
        registry.getTypes(InterfaceTypeDefinition.class)
                .forEach(type -> wiring.type(
                        TypeRuntimeWiring.newTypeWiring(type.getName()).typeResolver(SchemaAssembly::resolve)));
        // graphql-java's ID scalar accepts any variable as an ID, even lists and objects.
        wiring.strictMode(false)
                .scalar(ModelScalar.of(ScalarType.ID, String.valueOf(Scalars.GraphQLID.getDescription())))
                .strictMode(true);
        for (ScalarTypeDefinition scalar : registry.scalars().values()) {
            if (scalar.getName().equals(CURSOR)) {
                // A cursor is not a value of documents, and therefore not one of the model's scalars.
                wiring.scalar(GraphQLScalarType.newScalar(Scalars.GraphQLString)
                        .name(CURSOR)
                        .description(text(scalar.getDescription()))
                        .build());
            }
            ScalarType.named(scalar.getName())
                    .filter(type -> !ScalarInfo.isGraphqlSpecifiedScalar(scalar.getName()))
                    .ifPresent(type -> wiring.scalar(ModelScalar.of(type, text(scalar.getDescription()))));
        }
        return new SchemaGenerator().makeExecutableSchema(registry, wiring.build());
    }

    private void wireSubscription(View view) {
        wiring.type(TypeRuntimeWiring.newTypeWiring("Subscription")
                .dataFetcher(SubscriptionSdl.field(view), new SubscriptionFetcher(view, relations)));
    }

    private void wireQueries(View view) {
        ModelReads modelReads = reads(view.model().name());
        wiring.type(TypeRuntimeWiring.newTypeWiring("Query")
                .dataFetcher(view.singular(), new KeyFetcher(modelReads))
                .dataFetcher(view.plural(), new ConnectionFetcher(modelReads, cursors)));
        ConnectionTypes.wire(wiring, view.name(), modelReads);
    }

    /**
     * Adds the fetchers of all types. A type follows its model's rules, whether it is reached by a list, a relation or
     * a hand-written field.
     */
    private void wireTypes(TypeDefinitionRegistry registry) {
        frontend.views().forEach(this::wireView);
        models.all().stream()
                .map(ReadModel::view)
                .filter(view -> registry.types().containsKey(view.name()))
                .forEach(this::wireView);
    }

    private void wireView(View view) {
        if (!wired.add(view.name())) {
            return;
        }
        TypeRuntimeWiring.Builder type = TypeRuntimeWiring.newTypeWiring(view.name());
        wireFields(type, view.fields());
        for (Relation relation : view.relations()) {
            relations.add(view.name() + "." + relation.name());
            type.dataFetcher(relation.name(), new RelationFetcher(relation, reads(relation.model()), PageLength.MAX));
        }
        wiring.type(type);
    }

    private void wireFields(TypeRuntimeWiring.Builder type, List<ModelField> fields) {
        for (ModelField field : fields) {
            type.dataFetcher(field.name(), new ValueFetcher(field));
            wireNested(field.type());
        }
    }

    private void wireNested(FieldType type) {
        if (type instanceof ListType list) {
            wireNested(list.element());
        } else if (type instanceof ObjectType object
                && models.find(object.sdlName()).isEmpty()
                && wired.add(object.sdlName())) {
            TypeRuntimeWiring.Builder builder = TypeRuntimeWiring.newTypeWiring(object.sdlName());
            wireFields(builder, object.fields());
            wiring.type(builder);
        } else if (type instanceof InterfaceType interfaceType && wired.add(interfaceType.sdlName())) {
            interfaceType.types().forEach(this::wireNested);
        }
    }

    private ModelReads reads(String model) {
        return Objects.requireNonNull(reads.get(model), model);
    }

    private static @Nullable GraphQLObjectType resolve(TypeResolutionEnvironment environment) {
        return environment.getObject() instanceof Map<?, ?> object
                ? environment.getSchema().getObjectType(String.valueOf(object.get(InterfaceType.TYPE_NAME)))
                : null;
    }

    private static ModelField field(ReadModel model, String name) {
        return model.field(name).orElseThrow();
    }

    private static String text(@Nullable Description description) {
        return description == null ? "" : description.getContent();
    }
}
